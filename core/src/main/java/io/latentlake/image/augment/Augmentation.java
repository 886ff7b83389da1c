package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.random.RandomGenerator;

/** A random change after which an image is as good an example as before. */
interface Augmentation extends Serializable {
  /**
   * Changes an image.
   *
   * @param shape of the image
   * @param pixels uint8 values, channel-major; stay as they are
   * @param random decides what is done
   * @return the changed image, of the same shape; may be the same array
   */
  byte[] of(ImageShape shape, byte[] pixels, RandomGenerator random);
}
