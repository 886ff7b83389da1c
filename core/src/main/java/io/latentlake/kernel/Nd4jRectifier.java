package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** LeakyReLU by ND4J. */
final class Nd4jRectifier implements RectifierKernel {
  private final double slope;

  Nd4jRectifier(double slope) {
    this.slope = slope;
  }

  @Override
  public void forward(INDArray x, INDArray out) {
    Rectify.forward(x, slope, out);
  }

  @Override
  public void backward(INDArray out, INDArray gradient, INDArray xGradient) {
    Rectify.backward(out, slope, gradient, xGradient);
  }

  @Override
  public void close() {
    // it keeps nothing
  }
}
