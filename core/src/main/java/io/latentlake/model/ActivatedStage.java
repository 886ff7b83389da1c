package io.latentlake.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/** An affine stage followed by LeakyReLU, ReLU or nothing. */
abstract class ActivatedStage implements InferenceStage {
  /** Slope below zero of a stage without activation. */
  static final double LINEAR = 1;

  private final double slope;
  private final Scratch activated = new Scratch();
  private final Scratch activationGradient = new Scratch();
  private INDArray output;

  ActivatedStage(double slope) {
    this.slope = slope;
  }

  abstract INDArray affine(INDArray input);

  abstract INDArray affineGradient(INDArray gradient);

  abstract void closeAffine();

  @Override
  public final INDArray forward(INDArray input) {
    output = affine(input);
    if (slope == 0) {
      Rectify.forward(output, 0, output);
    } else if (slope != LINEAR) {
      INDArray target = activated.of(output.dataType(), output.shape());
      Rectify.forward(output, slope, target);
      output = target;
    }
    return output;
  }

  @Override
  public final INDArray backward(INDArray gradient) {
    if (slope == LINEAR) {
      return affineGradient(gradient);
    }
    INDArray back = activationGradient.of(output.dataType(), output.shape());
    Rectify.backward(output, slope, gradient, back);
    return affineGradient(back);
  }

  @Override
  public final void close() {
    activated.close();
    activationGradient.close();
    closeAffine();
  }
}
