package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.awt.image.Raster;
import java.util.OptionalInt;

/**
 * Which samples of an image become black and white; those between them are spread evenly.
 *
 * @param type what its samples stand for
 * @param bits length of a sample
 * @param black the number that becomes 0, as all below it
 * @param white the number that becomes 255, as all above it
 */
record Levels(SampleType type, int bits, double black, double white) {
  private static final int MOST_BITS = 16;

  /** By what the file could hold, or what a range says that it does. */
  static Levels of(SampleType type, int bits, Range range) throws ImageRejectedException {
    if (type != SampleType.UNSIGNED || bits > MOST_BITS) {
      String kind =
          switch (type) {
            case UNSIGNED -> "whole";
            case SIGNED -> "signed whole";
            case FLOAT -> "floating point";
          };
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED,
          "samples are "
              + kind
              + " numbers of "
              + bits
              + " bits, which do not say what is black and white; data.range: min-max takes the"
              + " least and the greatest of each image");
    }
    return new Levels(type, bits, 0, range.white(bits));
  }

  /** Those of opacity, which always uses what the file can hold. */
  static Levels ofOpacity(int bits) {
    return new Levels(SampleType.UNSIGNED, bits, 0, Math.pow(2, bits) - 1);
  }

  /**
   * By the least and the greatest number in the colours of an image. What cannot be seen does not
   * count, nor does what is no finite number.
   */
  static Levels between(
      Raster raster, SampleType type, int bits, int colours, OptionalInt opacityAt)
      throws ImageRejectedException {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    int bands = raster.getNumBands();
    int[] row = new int[bands * raster.getWidth()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int at = 0; at < row.length; at += bands) {
        if (opacityAt.isPresent() && row[at + opacityAt.getAsInt()] == 0) {
          continue;
        }
        for (int c = 0; c < colours; c++) {
          double value = type.value(row[at + c], bits);
          if (Double.isFinite(value)) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
          }
        }
      }
    }
    if (least > greatest) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "none of its samples is a finite number that can be seen");
    }
    // Of one number alone nothing is seen: it becomes black
    return new Levels(type, bits, least, greatest > least ? greatest : least + 1);
  }

  /** A sample in 8 bits; one that is no number is black. */
  int to8(int sample) {
    if (bits == 8 && type == SampleType.UNSIGNED && black == 0 && white == 255) {
      return sample;
    }
    double share = (type.value(sample, bits) - black) / (white - black);
    return share > 0 ? (int) Math.min(255, Math.floor(share * 255 + 0.5)) : 0;
  }
}
