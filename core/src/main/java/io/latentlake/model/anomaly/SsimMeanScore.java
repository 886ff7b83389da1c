package io.latentlake.model.anomaly;

/**
 * {@code ssim_mean}: 1 − structural similarity of image and reconstruction, a mean over pixels,
 * blurred as other maps are.
 */
public final class SsimMeanScore extends StructuralScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public SsimMeanScore() {
    super(Pooling.MEAN);
  }

  @Override
  public String name() {
    return "ssim_mean";
  }
}
