package io.latentlake.model;

/**
 * A convolution, a transposed convolution or a dense layer, as images last passed it: W·a + b,
 * batch normalisation folded in, without what rectifies it.
 */
public interface AffineLayer {
  /** Which of the weights. */
  enum Sign {
    /** Those above zero. */
    POSITIVE,
    /** Those below zero. */
    NEGATIVE
  }

  /**
   * What it took.
   *
   * @return a: image by image; the caller's own
   */
  double[] input();

  /**
   * What it gave.
   *
   * @return W·a + b: image by image; the caller's own
   */
  double[] output();

  /**
   * What it adds to each value of its output.
   *
   * @return b, as many values as the output; the caller's own
   */
  double[] bias();

  /**
   * The transposed map.
   *
   * @param values as many as the output
   * @return Wᵀ·values, as many as the input
   */
  double[] transposed(double[] values);

  /**
   * The map of some of the weights, without bias.
   *
   * @param sign which
   * @param values as many as the input
   * @return as many as the output
   */
  double[] times(Sign sign, double[] values);

  /**
   * The transposed map of some of the weights.
   *
   * @param sign which
   * @param values as many as the output
   * @return as many as the input
   */
  double[] transposed(Sign sign, double[] values);
}
