package io.latentlake.kernel;

import io.latentlake.kernel.OneDnn.Layouts;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A transposed convolution: the gradients of the convolution that it transposes. */
final class OneDnnTransposedConvolution implements TransposedConvolutionKernel {
  private final OneDnnConvolution transposed;
  private final double slope;
  private final Prepared<Primitive> bias = new Prepared<>();
  private final OneDnnRectifier rectifier;

  OneDnnTransposedConvolution(Window window, double slope, Kernels.Weights use) {
    this.transposed = new OneDnnConvolution(window, Kernels.LINEAR, use);
    this.slope = slope;
    this.rectifier = new OneDnnRectifier(slope);
  }

  @Override
  public void forward(INDArray input, INDArray weights, INDArray offsets, INDArray out) {
    transposed.imageGradient(input, weights, out);
    if (offsets != null) {
      bias.of(Layouts.of(out), () -> prepareBias(out, offsets)).run(out, offsets, out);
    } else if (slope != Kernels.LINEAR) {
      rectifier.forward(out, out);
    }
  }

  /**
   * Adds the bias and activates in one pass, in place. Images with their channels last are taken as
   * a matrix of pixels by channels: over the images themselves, oneDNN falls to its reference loop
   * once they are large, and takes a hundred times longer.
   */
  private Primitive prepareBias(INDArray out, INDArray offsets) {
    boolean matrix = Kernels.orderOf(out) == ChannelOrder.CHANNELS_LAST;
    long count = offsets.length();
    memory.desc images =
        matrix
            ? OneDnn.described(memory.format_tag.ab, out.length() / count, count)
            : OneDnn.layout(out);
    memory.desc channels =
        matrix
            ? OneDnn.described(memory.format_tag.ab, 1, count)
            : OneDnn.described(memory.format_tag.nchw, 1, count, 1, 1);
    binary.primitive_desc description =
        new binary.primitive_desc(
            new binary.desc(dnnl.algorithm.binary_add, images, channels, images),
            OneDnnConvolution.Activation.after(slope),
            OneDnn.engine());
    return new Primitive(description)
        .in(dnnl.DNNL_ARG_SRC_0, images, images)
        .in(dnnl.DNNL_ARG_SRC_1, channels, channels)
        .out(dnnl.DNNL_ARG_DST, images, images);
  }

  @Override
  public void inputGradient(INDArray gradient, INDArray weights, INDArray result) {
    transposed.forward(gradient, weights, null, result);
  }

  @Override
  public void weightGradient(INDArray input, INDArray gradient, INDArray result) {
    transposed.weightGradient(gradient, input, result);
  }

  @Override
  public void close() {
    transposed.close();
    bias.close();
    rectifier.close();
  }
}
