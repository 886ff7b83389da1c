package io.latentlake.model;

/** Reconstruction loss of an image, summed over channels and pixels; lower is better. */
public enum Loss {
  /** Binary cross-entropy in nats; the decoder's output are logits. */
  BCE,
  /** Sum of squared differences in pixel units [0, 1]; the decoder's output are pixel values. */
  SQUARED_ERROR;

  /**
   * Unit of the loss.
   *
   * @return {@code nats} or {@code squared pixel values}
   */
  public String unit() {
    return this == BCE ? "nats" : "squared pixel values";
  }

  /**
   * What the loss of an image lacks to be a negative log-likelihood. A squared error is read as
   * that of a Gaussian of variance 1/2 for each value, whose normaliser is π to the power of half
   * the number of values.
   *
   * @param values values of an image: pixels times channels
   * @return nats; 0 for {@link #BCE}, which is in nats as it is
   */
  public double normaliserNats(int values) {
    return this == SQUARED_ERROR ? 0.5 * values * Math.log(Math.PI) : 0;
  }
}
