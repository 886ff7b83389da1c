package io.latentlake.model.anomaly;

/** {@code feature_error_peak}: the highest squared error of the features after a blur. */
public final class FeatureErrorPeakScore extends FeatureErrorScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public FeatureErrorPeakScore() {
    super(Pooling.PEAK);
  }

  @Override
  public String name() {
    return "feature_error_peak";
  }
}
