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

    private final MomentSums sums;
    private final int values;

    Sums(int values) {
      this.sums = new MomentSums(values);
      this.values = values;
    }

    @Override
    public void add(String[] imageIds, Reconstructions found) {
      double[] residuals = residuals(found);
      for (int i = 0; i < residuals.length; i++) {
        sums.add(i % values, residuals[i]);
      }
      sums.count(imageIds.length);
    }

    @Override
    public void add(Tally other) {
      sums.add(((Sums) other).sums);
    }

    @Override
    public float[] result() {
      return sums.moments(LEAST_VARIANCE);
    }
  }
}
