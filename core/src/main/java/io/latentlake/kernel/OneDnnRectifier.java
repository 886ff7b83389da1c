package io.latentlake.kernel;

import io.latentlake.kernel.OneDnn.Layouts;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** LeakyReLU by oneDNN; its forward pass may also overwrite its input. */
final class OneDnnRectifier implements RectifierKernel {
  private final float slope;
  private final Prepared<Primitive> forward = new Prepared<>();
  private final Prepared<Primitive> backward = new Prepared<>();

  OneDnnRectifier(double slope) {
    this.slope = (float) slope;
  }

  @Override
  public void forward(INDArray x, INDArray out) {
    forward.of(Layouts.of(x, out), () -> prepareForward(x, out)).run(x, out);
  }

  @Override
  public void backward(INDArray out, INDArray gradient, INDArray xGradient) {
    backward
        .of(Layouts.of(out, gradient, xGradient), () -> prepareBackward(out, gradient, xGradient))
        .run(out, gradient, xGradient);
  }

  private Primitive prepareForward(INDArray x, INDArray out) {
    memory.desc layout = OneDnn.layout(x);
    return new Primitive(description(layout))
        .in(dnnl.DNNL_ARG_SRC, layout, layout)
        .out(dnnl.DNNL_ARG_DST, OneDnn.layout(out), layout);
  }

  private Primitive prepareBackward(INDArray out, INDArray gradient, INDArray xGradient) {
    memory.desc layout = OneDnn.layout(out);
    eltwise_backward.primitive_desc description =
        new eltwise_backward.primitive_desc(
            new eltwise_backward.desc(
                dnnl.algorithm.eltwise_relu_use_dst_for_bwd, layout, layout, slope, 0),
            Primitive.attributes(),
            OneDnn.engine(),
            description(layout));
    return new Primitive(description)
        .in(dnnl.DNNL_ARG_DST, layout, layout)
        .in(dnnl.DNNL_ARG_DIFF_DST, OneDnn.layout(gradient), layout)
        .out(dnnl.DNNL_ARG_DIFF_SRC, OneDnn.layout(xGradient), layout);
  }

  private eltwise_forward.primitive_desc description(memory.desc layout) {
    return new eltwise_forward.primitive_desc(
        new eltwise_forward.desc(
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.eltwise_relu_use_dst_for_bwd,
            layout,
            slope,
            0),
        Primitive.attributes(),
        OneDnn.engine());
  }

  @Override
  public void close() {
    forward.close();
    backward.close();
  }
}
