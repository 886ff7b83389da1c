package io.latentlake.model.anomaly;

/**
 * {@code ssim_top}: 1 − structural similarity of image and reconstruction, after a blur, over the
 * hundredth of the pixels where it is highest.
 */
public final class SsimTopScore extends StructuralScore {
  private static final long serialVersionUID = 1L;

  /** Finds it by name. */
  public SsimTopScore() {
    super(Pooling.TOP);
  }

  @Override
  public String name() {
    return "ssim_top";
  }
}
