package io.latentlake.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Transposed convolution with bias, by the gradients of a convolution; weights [in, out, k, k]. */
final class TransposedStage extends ActivatedStage {
  private final Convolutions.Window window;
  private final INDArray weights;
  private final INDArray bias;
  private final Scratch out = new Scratch();
  private final Scratch images = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private final Scratch unused = new Scratch();
  private INDArray input;

  TransposedStage(Convolutions.Window window, INDArray weights, INDArray bias, double slope) {
    super(slope);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
  }

  @Override
  INDArray affine(INDArray small) {
    input = small;
    long[] shape = {small.size(0), weights.size(1), 2 * small.size(2), 2 * small.size(3)};
    INDArray result = out.of(weights.dataType(), shape);
    Convolutions.backward(
        window,
        images.of(weights.dataType(), shape),
        weights,
        small,
        result,
        unused.of(weights.dataType(), weights.shape()));
    Convolutions.addBias(result, bias, result);
    return result;
  }

  @Override
  INDArray affineGradient(INDArray gradient) {
    INDArray result = inputGradient.of(weights.dataType(), input.shape());
    Convolutions.forward(window, gradient, weights, null, result);
    return result;
  }

  @Override
  void closeAffine() {
    out.close();
    images.close();
    inputGradient.close();
    unused.close();
    weights.close();
    bias.close();
  }
}
