package io.latentlake.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution with bias; weights [out, in, kernel, kernel]. */
final class ConvolutionStage extends ActivatedStage {
  private final Convolutions.Window window;
  private final INDArray weights;
  private final INDArray bias;
  private final Scratch out = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private final Scratch unused = new Scratch();
  private INDArray input;

  ConvolutionStage(Convolutions.Window window, INDArray weights, INDArray bias, double slope) {
    super(slope);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
  }

  @Override
  INDArray affine(INDArray images) {
    input = images;
    INDArray result =
        out.of(
            weights.dataType(),
            images.size(0),
            weights.size(0),
            window.outputSize(images.size(2), 0),
            window.outputSize(images.size(3), 1));
    Convolutions.forward(window, images, weights, bias, result);
    return result;
  }

  @Override
  INDArray affineGradient(INDArray gradient) {
    INDArray result = inputGradient.of(weights.dataType(), input.shape());
    Convolutions.backward(
        window, input, weights, gradient, result, unused.of(weights.dataType(), weights.shape()));
    return result;
  }

  @Override
  void closeAffine() {
    out.close();
    inputGradient.close();
    unused.close();
    weights.close();
    bias.close();
  }
}
