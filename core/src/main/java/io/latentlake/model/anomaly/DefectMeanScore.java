package io.latentlake.model.anomaly;

/** {@code defect_mean}: the mean probability of a defect over all pixels. */
public final class DefectMeanScore extends DefectScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public DefectMeanScore() {
    super(Pooling.MEAN);
  }

  @Override
  public String name() {
    return "defect_mean";
  }
}
