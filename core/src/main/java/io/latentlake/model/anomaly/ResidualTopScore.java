package io.latentlake.model.anomaly;

/**
 * {@code residual_top}: the mean squared residual, after a blur, over the hundredth of the pixels
 * where it is highest.
 */
public final class ResidualTopScore extends ResidualScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public ResidualTopScore() {
    super(Pooling.TOP);
  }

  @Override
  public String name() {
    return "residual_top";
  }
}
