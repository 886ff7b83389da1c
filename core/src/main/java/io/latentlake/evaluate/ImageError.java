package io.latentlake.evaluate;

import java.io.Serializable;

/** Something that says how far an image is from what it takes for normal. */
interface ImageError extends Serializable {
  /**
   * Measures one image.
   *
   * @param pixels uint8, channel-major
   * @return squared difference on the scale where white is 1, summed over channels and pixels; low
   *     for what looks normal
   */
  double squaredErrorSum(byte[] pixels);
}
