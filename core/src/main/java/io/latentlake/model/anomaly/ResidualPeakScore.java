package io.latentlake.model.anomaly;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.ImageShape;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;

/**
 * {@code residual_peak}: the largest squared residual after a Gaussian blur. A small defect that a
 * sum over the image would drown stands out; a single odd pixel does not.
 */
public final class ResidualPeakScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  /** The blur's deviation is the shorter side over this many, but within the limits below. */
  private static final double SIDES = 32;

  private static final double LEAST_DEVIATION = 1;
  private static final double MOST_DEVIATION = 4;

  @Override
  public String name() {
    return "residual_peak";
  }

  @Override
  public String inWords() {
    return "peak of the blurred squared residual";
  }

  @Override
  public String unit(ModelOptions model) {
    return "squared pixel values";
  }

  @Override
  public double[] perImage(Reconstructions found) {
    ImageShape shape = found.model().shape();
    ImageShape map = new ImageShape(1, shape.height(), shape.width());
    GaussianBlur blur = GaussianBlur.ofDeviation(deviation(shape));
    float[][] residuals = found.squaredResiduals();
    double[] peaks = new double[residuals.length];
    for (int image = 0; image < peaks.length; image++) {
      for (float value : blur.blur(map, residuals[image])) {
        peaks[image] = Math.max(peaks[image], value);
      }
    }
    return peaks;
  }

  /** Pixels: 1 to 32 pixels of side, 2 at 64, 4 from 128. */
  static double deviation(ImageShape shape) {
    double wanted = Math.min(shape.height(), shape.width()) / SIDES;
    return Math.min(MOST_DEVIATION, Math.max(LEAST_DEVIATION, wanted));
  }
}
