package io.latentlake.model;

/**
 * What a walk back through a network passes on, layer by layer: by default the gradient. All values
 * lie image by image, in an order that is the same for all arrays of a call.
 *
 * <p>Layers that only move values (padding, cropping, another shape) move what is passed back.
 * Values that a codebook has replaced pass it straight on, as in training.
 */
public interface BackwardRule {
  /** The gradient. */
  BackwardRule GRADIENT = new BackwardRule() {};

  /**
   * A rectifier as it was passed.
   *
   * @param slope below zero; 0 for ReLU
   * @param input what it took
   * @param output what it gave
   */
  record Rectified(double slope, double[] input, double[] output) {}

  /**
   * What is passed to the input of a rectifier.
   *
   * @param at the rectifier
   * @param passed to its output
   * @return as many values
   */
  default double[] rectifier(Rectified at, double[] passed) {
    double[] back = new double[passed.length];
    for (int i = 0; i < back.length; i++) {
      back[i] = at.output()[i] > 0 ? passed[i] : at.slope() * passed[i];
    }
    return back;
  }

  /**
   * What is passed to the input of a convolution, a transposed convolution or a dense layer.
   *
   * @param layer which
   * @param passed to its output
   * @return a value for each of its input
   */
  default double[] affine(AffineLayer layer, double[] passed) {
    return layer.transposed(passed);
  }

  /**
   * What is passed to the terms of a sum, such as a skip connection or a residual block.
   *
   * @param first values of one term
   * @param second values of the other
   * @param passed to the sum
   * @return for the first term, then for the second, as many values
   */
  default double[][] sum(double[] first, double[] second, double[] passed) {
    return new double[][] {passed, passed};
  }
}
