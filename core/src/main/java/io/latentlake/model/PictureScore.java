package io.latentlake.model;

import io.latentlake.image.ImageShape;

/**
 * An anomaly score that compares an image with its reconstruction, pixel by pixel, and asks nothing
 * else of a model. So whatever reconstructs images can be scored alike.
 */
public interface PictureScore extends AnomalyScore {
  @Override
  default boolean fits(ModelKind kind) {
    return !kind.seesFeatures();
  }

  /**
   * The score of one image.
   *
   * @param shape size of both
   * @param image values from 0 to 1, channel-major
   * @param reconstruction what stands for it, as many values
   * @return the score; high is anomalous
   */
  double of(ImageShape shape, double[] image, double[] reconstruction);
}
