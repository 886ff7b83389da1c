package io.latentlake.model.anomaly;

/**
 * {@code standardised_residual_top}: of the squared standardised residual, the mean, after a blur,
 * over the hundredth of the pixels where it is highest.
 */
public final class StandardisedResidualTopScore extends StandardisedResidualScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public StandardisedResidualTopScore() {
    super(Pooling.TOP);
  }

  @Override
  public String name() {
    return "standardised_residual_top";
  }
}
