package io.latentlake.model.anomaly;

/**
 * {@code defect_top}: the mean probability of a defect over the hundredth of the pixels where it is
 * highest.
 */
public final class DefectTopScore extends DefectScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public DefectTopScore() {
    super(Pooling.TOP);
  }

  @Override
  public String name() {
    return "defect_top";
  }
}
