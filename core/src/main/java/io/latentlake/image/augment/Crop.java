package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * Cuts a window of the same proportions out of an image and enlarges it to the image's size, by
 * linear interpolation.
 *
 * @param most the largest share of each side that is cut off; every share up to it is alike
 */
record Crop(double most) implements Augmentation {
  @Override
  public byte[] of(ImageShape shape, byte[] pixels, RandomGenerator random) {
    double side = 1 - most * random.nextDouble();
    double top = (1 - side) * shape.height() * random.nextDouble();
    double left = (1 - side) * shape.width() * random.nextDouble();
    return enlarged(shape, pixels, side, top, left);
  }

  /**
   * Enlarges a window.
   *
   * @param side of the window, as a share of the image's
   * @param top upper edge of the window, in pixels from that of the image
   * @param left left edge of the window, in pixels from that of the image
   */
  static byte[] enlarged(ImageShape shape, byte[] pixels, double side, double top, double left) {
    byte[] enlarged = new byte[pixels.length];
    for (int y = 0; y < shape.height(); y++) {
      double row = place(top, side, y, shape.height());
      int above = (int) row;
      int below = Math.min(above + 1, shape.height() - 1);
      for (int x = 0; x < shape.width(); x++) {
        double column = place(left, side, x, shape.width());
        int before = (int) column;
        int after = Math.min(before + 1, shape.width() - 1);
        for (int channel = 0; channel < shape.channels(); channel++) {
          double upper =
              between(
                  pixels[shape.index(channel, above, before)],
                  pixels[shape.index(channel, above, after)],
                  column - before);
          double lower =
              between(
                  pixels[shape.index(channel, below, before)],
                  pixels[shape.index(channel, below, after)],
                  column - before);
          enlarged[shape.index(channel, y, x)] =
              (byte) Math.round(upper + (row - above) * (lower - upper));
        }
      }
    }
    return enlarged;
  }

  /** Where the centre of a pixel lies in the image, counted from the centre of its first pixel. */
  private static double place(double start, double side, int pixel, int size) {
    return Math.max(0, Math.min(size - 1, start + (pixel + 0.5) * side - 0.5));
  }

  private static double between(byte first, byte second, double share) {
    int from = first & 0xff;
    return from + share * ((second & 0xff) - from);
  }
}
