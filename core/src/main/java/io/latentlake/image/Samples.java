package io.latentlake.image;

import java.awt.image.BufferedImage;

/**
 * What a file says of its samples, which a decoded image does not always show.
 *
 * @param type what their bits stand for
 * @param opacity which of them is no colour
 */
record Samples(SampleType type, Opacity opacity) {
  /** Those of a decoded file. */
  static Samples of(byte[] file, ImageFormat format, BufferedImage image) {
    return new Samples(SampleType.of(file, format), Opacity.of(file, format, image));
  }
}
