package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A transposed convolution by ND4J's gradients of the convolution that it transposes. */
final class Nd4jTransposedConvolution implements TransposedConvolutionKernel {
  private final Nd4jConvolution transposed;
  private final double slope;
  private final Scratch linear = new Scratch();

  Nd4jTransposedConvolution(Window window, double slope) {
    this.transposed = new Nd4jConvolution(window, Kernels.LINEAR);
    this.slope = slope;
  }

  @Override
  public void forward(INDArray input, INDArray weights, INDArray bias, INDArray out) {
    INDArray before = slope == Kernels.LINEAR ? out : linear.of(out.dataType(), out.shape());
    transposed.imageGradient(input, weights, before);
    if (bias != null) {
      Nd4jConvolutions.addBias(before, bias, before);
    }
    if (before != out) {
      Rectify.forward(before, slope, out);
    }
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
    linear.close();
  }
}
