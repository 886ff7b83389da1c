package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.util.function.IntUnaryOperator;

/** Puts whole rows and columns of an image elsewhere. */
final class Rearrangement {
  private Rearrangement() {}

  /**
   * Rearranges.
   *
   * @param shape of the image
   * @param pixels uint8 values, channel-major
   * @param row which row of the image comes to a row
   * @param column which column of the image comes to a column
   * @return the new image
   */
  static byte[] of(ImageShape shape, byte[] pixels, IntUnaryOperator row, IntUnaryOperator column) {
    byte[] moved = new byte[pixels.length];
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          moved[shape.index(channel, y, x)] =
              pixels[shape.index(channel, row.applyAsInt(y), column.applyAsInt(x))];
        }
      }
    }
    return moved;
  }
}
