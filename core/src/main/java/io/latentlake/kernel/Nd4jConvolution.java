package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution by ND4J. Its operation for the gradients always computes both. */
final class Nd4jConvolution implements ConvolutionKernel {
  private final Window window;
  private final double slope;
  private final Scratch linear = new Scratch();
  private final Scratch unusedImages = new Scratch();
  private final Scratch unusedWeights = new Scratch();

  Nd4jConvolution(Window window, double slope) {
    this.window = window;
    this.slope = slope;
  }

  @Override
  public void forward(INDArray images, INDArray weights, INDArray bias, INDArray out) {
    if (slope == Kernels.LINEAR) {
      Nd4jConvolutions.forward(window, OffHeap.plain(images), weights, bias, out);
      return;
    }
    INDArray before = linear.of(out.dataType(), out.shape());
    Nd4jConvolutions.forward(window, OffHeap.plain(images), weights, bias, before);
    Rectify.forward(before, slope, out);
  }

  @Override
  public void imageGradient(INDArray gradient, INDArray weights, INDArray result) {
    Nd4jConvolutions.backward(
        window,
        unusedImages.of(result.dataType(), result.shape()),
        weights,
        OffHeap.plain(gradient),
        result,
        unusedWeights.of(weights.dataType(), weights.shape()));
  }

  @Override
  public void weightGradient(INDArray images, INDArray gradient, INDArray result) {
    Nd4jConvolutions.backward(
        window,
        OffHeap.plain(images),
        unusedWeights.of(result.dataType(), result.shape()),
        OffHeap.plain(gradient),
        unusedImages.of(images.dataType(), images.shape()),
        result);
  }

  @Override
  public void close() {
    linear.close();
    unusedImages.close();
    unusedWeights.close();
  }
}
