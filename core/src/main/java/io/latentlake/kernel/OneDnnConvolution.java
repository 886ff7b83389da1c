package io.latentlake.kernel;

import io.latentlake.kernel.OneDnn.Layouts;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution by oneDNN. */
final class OneDnnConvolution implements ConvolutionKernel {
  private final Window window;
  private final double slope;
  private final Kernels.Weights use;
  private final Prepared<Primitive> forward = new Prepared<>();
  private final Prepared<Primitive> imageGradient = new Prepared<>();
  private final Prepared<Primitive> weightGradient = new Prepared<>();

  OneDnnConvolution(Window window, double slope, Kernels.Weights use) {
    this.window = window;
    this.slope = slope;
    this.use = use;
  }

  @Override
  public void forward(INDArray images, INDArray weights, INDArray bias, INDArray out) {
    Primitive primitive =
        forward.of(
            Layouts.of(images, weights, bias, out),
            () -> prepareForward(images, weights, bias, out));
    if (bias == null) {
      primitive.run(images, weights, out);
    } else {
      primitive.run(images, weights, out, bias);
    }
  }

  @Override
  public void imageGradient(INDArray gradient, INDArray weights, INDArray result) {
    imageGradient
        .of(
            Layouts.of(gradient, weights, result),
            () -> prepareImageGradient(gradient, weights, result))
        .run(gradient, weights, result);
  }

  @Override
  public void weightGradient(INDArray images, INDArray gradient, INDArray result) {
    weightGradient
        .of(
            Layouts.of(images, gradient, result),
            () -> prepareWeightGradient(images, gradient, result))
        .run(images, gradient, result);
  }

  private Primitive prepareForward(INDArray images, INDArray weights, INDArray bias, INDArray out) {
    Sizes sizes = new Sizes(window, images.shape(), weights.shape(), out.shape());
    primitive_attr attributes = Activation.after(slope);
    convolution_forward.primitive_desc description =
        sizes.forward(format_tag.nhwc, format_tag.nhwc, bias, attributes);
    if (Primitive.reference(description)) {
      description = sizes.forward(format_tag.any, format_tag.any, bias, attributes);
    }
    Primitive primitive =
        new Primitive(description)
            .in(dnnl.DNNL_ARG_SRC, OneDnn.layout(images), description.src_desc())
            .weights(use, OneDnn.layout(weights), description.weights_desc())
            .out(dnnl.DNNL_ARG_DST, OneDnn.layout(out), description.dst_desc());
    return bias == null
        ? primitive
        : primitive.in(dnnl.DNNL_ARG_BIAS, OneDnn.vector(bias), description.bias_desc());
  }

  private Primitive prepareImageGradient(INDArray gradient, INDArray weights, INDArray result) {
    Sizes sizes = new Sizes(window, result.shape(), weights.shape(), gradient.shape());
    // to few channels, the way through a matrix product and plain images is several times quicker
    boolean pixels = result.size(1) < OneDnn.FEATURES;
    convolution_backward_data.primitive_desc description =
        pixels
            ? sizes.imageGradient(format_tag.nchw, format_tag.any)
            : sizes.imageGradient(format_tag.nhwc, format_tag.nhwc);
    if (Primitive.reference(description)) {
      description = sizes.imageGradient(format_tag.any, format_tag.any);
    }
    return new Primitive(description)
        .in(dnnl.DNNL_ARG_DIFF_DST, OneDnn.layout(gradient), description.diff_dst_desc())
        .weights(use, OneDnn.layout(weights), description.weights_desc())
        .out(dnnl.DNNL_ARG_DIFF_SRC, OneDnn.layout(result), description.diff_src_desc());
  }

  private Primitive prepareWeightGradient(INDArray images, INDArray gradient, INDArray result) {
    Sizes sizes = new Sizes(window, images.shape(), result.shape(), gradient.shape());
    convolution_backward_weights.primitive_desc description = sizes.weightGradient(format_tag.nhwc);
    if (Primitive.reference(description)) {
      description = sizes.weightGradient(format_tag.any);
    }
    return new Primitive(description)
        .in(dnnl.DNNL_ARG_SRC, OneDnn.layout(images), description.src_desc())
        .in(dnnl.DNNL_ARG_DIFF_DST, OneDnn.layout(gradient), description.diff_dst_desc())
        .out(dnnl.DNNL_ARG_DIFF_WEIGHTS, OneDnn.layout(result), description.diff_weights_desc());
  }

  @Override
  public void close() {
    forward.close();
    imageGradient.close();
    weightGradient.close();
  }

  /** One convolution in oneDNN's terms. */
  private record Sizes(Window window, long[] images, long[] weights, long[] out) {
    private long[] stride() {
      return new long[] {window.stride()[0], window.stride()[1]};
    }

    private long[] before() {
      return new long[] {window.padding()[0], window.padding()[1]};
    }

    /** Zeros after the last row and column, no more than the last place of the kernel covers. */
    private long[] after() {
      long[] after = new long[2];
      for (int i = 0; i < after.length; i++) {
        long covered = (out[i + 2] - 1) * window.stride()[i] + window.kernel()[i];
        after[i] = Math.max(0, covered - images[i + 2] - window.padding()[i]);
      }
      return after;
    }

    convolution_forward.primitive_desc forward(
        format_tag imageOrder, format_tag outOrder, INDArray bias, primitive_attr attributes) {
      memory.desc from = OneDnn.described(imageOrder, images);
      memory.desc to = OneDnn.described(outOrder, out);
      memory.desc by = OneDnn.anyOrder(weights);
      int kind = dnnl.prop_kind.forward_training.value;
      int algorithm = dnnl.algorithm.convolution_direct.value;
      convolution_forward.desc description =
          bias == null
              ? new convolution_forward.desc(
                  kind, algorithm, from, by, to, stride(), before(), after())
              : new convolution_forward.desc(
                  kind, algorithm, from, by, OneDnn.vector(bias), to, stride(), before(), after());
      return new convolution_forward.primitive_desc(description, attributes, OneDnn.engine());
    }

    convolution_backward_data.primitive_desc imageGradient(
        format_tag imageOrder, format_tag outOrder) {
      engine engine = OneDnn.engine();
      return new convolution_backward_data.primitive_desc(
          new convolution_backward_data.desc(
              dnnl.algorithm.convolution_direct.value,
              OneDnn.described(imageOrder, images),
              OneDnn.anyOrder(weights),
              OneDnn.described(outOrder, out),
              stride(),
              before(),
              after()),
          Primitive.attributes(),
          engine,
          forward(imageOrder, outOrder, null, Primitive.attributes()));
    }

    convolution_backward_weights.primitive_desc weightGradient(format_tag order) {
      return new convolution_backward_weights.primitive_desc(
          new convolution_backward_weights.desc(
              dnnl.algorithm.convolution_direct.value,
              OneDnn.described(order, images),
              OneDnn.anyOrder(weights),
              OneDnn.described(order, out),
              stride(),
              before(),
              after()),
          Primitive.attributes(),
          OneDnn.engine(),
          forward(order, order, null, Primitive.attributes()));
    }
  }

  /** The activation as the end of another primitive. */
  static final class Activation {
    private Activation() {}

    static primitive_attr after(double slope) {
      primitive_attr attributes = Primitive.attributes();
      if (slope != Kernels.LINEAR) {
        post_ops activation = new post_ops();
        activation.append_eltwise(1, dnnl.algorithm.eltwise_relu, (float) slope, 0);
        attributes.set_post_ops(activation);
      }
      return attributes;
    }
  }
}
