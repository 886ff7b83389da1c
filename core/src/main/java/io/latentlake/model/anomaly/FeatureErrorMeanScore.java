package io.latentlake.model.anomaly;

/** {@code feature_error_mean}: the mean squared error of the features over all pixels. */
public final class FeatureErrorMeanScore extends FeatureErrorScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public FeatureErrorMeanScore() {
    super(Pooling.MEAN);
  }

  @Override
  public String name() {
    return "feature_error_mean";
  }
}
