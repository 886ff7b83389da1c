package io.latentlake.image;

import java.awt.image.BufferedImage;

/**
 * Properties of samples that a file states and a decoded image may lack.
 *
 * @param type how their bits are interpreted
 * @param opacity which of them is the opacity
 */
record Samples(SampleType type, Opacity opacity) {
  /** The samples of a decoded file. */
  static Samples of(byte[] file, ImageFormat format, BufferedImage image) {
    return new Samples(SampleType.of(file, format), Opacity.of(file, format, image));
  }
}
