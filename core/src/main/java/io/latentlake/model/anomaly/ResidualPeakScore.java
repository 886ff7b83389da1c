package io.latentlake.model.anomaly;

/** {@code residual_peak}: the highest squared residual after a blur. */
public final class ResidualPeakScore extends ResidualScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public ResidualPeakScore() {
    super(Pooling.PEAK);
  }

  @Override
  public String name() {
    return "residual_peak";
  }
}
