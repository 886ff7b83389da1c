package io.latentlake.model.anomaly;

/** {@code defect_peak}: the highest probability of a defect after a blur. */
public final class DefectPeakScore extends DefectScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public DefectPeakScore() {
    super(Pooling.PEAK);
  }

  @Override
  public String name() {
    return "defect_peak";
  }
}
