package io.latentlake.model.anomaly;

/**
 * {@code feature_error_top}: the mean squared error of the features over the hundredth of the
 * pixels where it is highest, after a blur.
 */
public final class FeatureErrorTopScore extends FeatureErrorScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public FeatureErrorTopScore() {
    super(Pooling.TOP);
  }

  @Override
  public String name() {
    return "feature_error_top";
  }
}
