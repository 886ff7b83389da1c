package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;

/**
 * Mean and standard deviation of the residual, reconstruction less image, at each value of
 * validation images: first all means, then all deviations.
 */
final class ResidualMoments implements ScoreFitting {
  private static final long serialVersionUID = 1L;

  /**
   * Added to each variance: a value that hardly ever differs is not told to less than a grey level.
   */
  private static final double LEAST_VARIANCE = 1 / (255.0 * 255);

  @Override
  public String name() {
    return "residual_moments";
  }

  @Override
  public Images images() {
    return Images.VALIDATION;
  }

  @Override
  public Tally tally(ModelOptions options, ImageShape shape) {
    return new Sums(shape.values());
  }

  @Override
  public boolean accepts(int length, ModelOptions options, ImageShape shape) {
    return length == 2 * shape.values();
  }

  /** Residuals of a minibatch, an image after the other. */
  static double[] residuals(Reconstructions found) {
    double[] wanted = OffHeap.read(found.images());
    double[] residuals = found.pixels();
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] -= wanted[i];
    }
    return residuals;
  }

  private static final class Sums implements Tally {
    private static final long serialVersionUID = 1L;

    private long images;
    private final double[] sums;
    private final double[] squares;

    Sums(int values) {
      this.sums = new double[values];
      this.squares = new double[values];
    }

    @Override
    public void add(String[] imageIds, Reconstructions found) {
      double[] residuals = residuals(found);
      for (int i = 0; i < residuals.length; i++) {
        sums[i % sums.length] += residuals[i];
        squares[i % sums.length] += residuals[i] * residuals[i];
      }
      images += imageIds.length;
    }

    @Override
    public void add(Tally other) {
      Sums more = (Sums) other;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += more.sums[i];
        squares[i] += more.squares[i];
      }
      images += more.images;
    }

    @Override
    public float[] result() {
      if (images == 0) {
        throw new IllegalStateException("residuals of no images have no mean");
      }
      float[] moments = new float[2 * sums.length];
      for (int i = 0; i < sums.length; i++) {
        double mean = sums[i] / images;
        // rounding may take it below 0
        double variance = Math.max(0, squares[i] / images - mean * mean);
        moments[i] = (float) mean;
        moments[sums.length + i] = (float) Math.sqrt(variance + LEAST_VARIANCE);
      }
      return moments;
    }
  }
}
