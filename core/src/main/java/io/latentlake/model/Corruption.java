package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * What training does to an image before the network sees it. The network learns to give the image
 * as it was.
 */
public interface Corruption extends Serializable {
  /**
   * Changes an image.
   *
   * @param shape of the image
   * @param image its values in [0, 1], channel-major; changed in place
   * @param random all that decides what is done
   * @return for each pixel, row by row, 1 if it has changed and 0 if not
   */
  float[] corrupt(ImageShape shape, float[] image, RandomGenerator random);
}
