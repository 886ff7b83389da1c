package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A dense layer by ND4J. */
final class Nd4jDense implements DenseKernel {
  private final double slope;
  private final Scratch linear = new Scratch();

  Nd4jDense(double slope) {
    this.slope = slope;
  }

  @Override
  public void forward(INDArray x, INDArray weights, INDArray bias, INDArray out) {
    INDArray before = slope == Kernels.LINEAR ? out : linear.of(out.dataType(), out.shape());
    rows(x).mmuli(weights, before);
    if (bias != null) {
      before.addiRowVector(bias.reshape(1, bias.length()));
    }
    if (before != out) {
      Rectify.forward(before, slope, out);
    }
  }

  @Override
  public void inputGradient(INDArray gradient, INDArray weights, INDArray inputGradient) {
    rows(gradient)
        .mmuli(weights.transpose(), inputGradient.reshape('c', rows(inputGradient).shape()));
  }

  @Override
  public void weightGradient(
      INDArray x, INDArray gradient, INDArray weightGradient, INDArray biasGradient) {
    weightGradient.assign(rows(x).transpose().mmul(rows(gradient)));
    if (biasGradient != null) {
      biasGradient.assign(gradient.sum(0).reshape(biasGradient.shape()));
    }
  }

  private static INDArray rows(INDArray array) {
    INDArray plain = OffHeap.plain(array);
    return plain.reshape('c', plain.size(0), plain.length() / plain.size(0));
  }

  @Override
  public void close() {
    linear.close();
  }
}
