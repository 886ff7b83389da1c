package io.latentlake.model.anomaly;

/**
 * {@code standardised_residual_mean}: of the squared standardised residual, the mean over all
 * pixels.
 */
public final class StandardisedResidualMeanScore extends StandardisedResidualScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public StandardisedResidualMeanScore() {
    super(Pooling.MEAN);
  }

  @Override
  public String name() {
    return "standardised_residual_mean";
  }
}
