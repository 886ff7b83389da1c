package io.latentlake.evaluate;

import java.io.Serializable;

/** An error of an image against a model of normal images. */
interface ImageError extends Serializable {
  /**
   * Measures one image.
   *
   * @param pixels uint8, channel-major
   * @return squared difference on the scale where white is 1, summed over channels and pixels;
   *     lower is more normal
   */
  double squaredErrorSum(byte[] pixels);
}
