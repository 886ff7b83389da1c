package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.awt.image.Raster;
import java.util.OptionalInt;

/**
 * The samples that become black and white; those between them are scaled linearly.
 *
 * @param type what its samples stand for
 * @param bits length of a sample
 * @param black this number and all below it become 0
 * @param white this number and all above it become 255
 */
record Levels(SampleType type, int bits, double black, double white) {
  private static final int MOST_BITS = 16;

  /** Levels by the range of the file, or by an option. */
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
              + " bits, which do not define black and white; data.range: min-max uses the smallest"
              + " and largest sample of each image");
    }
    return new Levels(type, bits, 0, range.white(bits));
  }

  /** Levels of opacity, which always uses the range of the file. */
  static Levels ofOpacity(int bits) {
    return new Levels(SampleType.UNSIGNED, bits, 0, Math.pow(2, bits) - 1);
  }

  /**
   * Levels by the smallest and largest number in the colours of an image. Transparent pixels and
   * numbers that are not finite do not count.
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
          RejectReason.UNSUPPORTED, "it has no visible sample that is a finite number");
    }
    // A constant image becomes black
    return new Levels(type, bits, least, greatest > least ? greatest : least + 1);
  }

  /** A sample in 8 bits; NaN becomes black. */
  int to8(int sample) {
    if (bits == 8 && type == SampleType.UNSIGNED && black == 0 && white == 255) {
      return sample;
    }
    double share = (type.value(sample, bits) - black) / (white - black);
    return share > 0 ? (int) Math.min(255, Math.floor(share * 255 + 0.5)) : 0;
  }
}
