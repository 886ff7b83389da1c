package io.latentlake.model.anomaly;

import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;

/** {@code residual_top}: the highest hundredth of the squared residual after a blur. */
public final class ResidualTopScore extends PooledMapScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public ResidualTopScore() {
    super(Pooling.TOP);
  }

  @Override
  public String name() {
    return "residual_top";
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
