package io.latentlake.model.anomaly;

import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;

/** {@code residual_peak}: the peak of the squared residual after a blur. */
public final class ResidualPeakScore extends PooledMapScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public ResidualPeakScore() {
    super(Pooling.PEAK);
  }

  @Override
  public String name() {
    return "residual_peak";
  }

  @Override
  String map() {
    return "squared residual";
  }

  @Override
  public String unit(ModelOptions model) {
    return "squared pixel values";
  }

  @Override
  float[][] maps(Reconstructions found) {
    return found.squaredResiduals();
  }
}
