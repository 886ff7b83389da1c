package io.latentlake.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Says which sample of a pixel is its opacity.
 *
 * @param sample its index among the samples after the colours; empty if there is no opacity
 * @param premultiplied whether the colours have been multiplied by it
 */
record Opacity(OptionalInt sample, boolean premultiplied) {
  private static final Opacity NONE = new Opacity(OptionalInt.empty(), false);

  private static final int ASSOCIATED = 1;
  private static final int UNASSOCIATED = 2;

  /** The opacity of a decoded file. */
  static Opacity of(byte[] file, ImageFormat format, BufferedImage image) {
    if (format == ImageFormat.TIFF) {
      // The reader treats a fourth sample as opacity, whatever the file says
      return TiffDirectory.of(ByteBuffer.wrap(file)).map(Opacity::of).orElse(NONE);
    }
    ColorModel model = image.getColorModel();
    return model.hasAlpha() ? new Opacity(OptionalInt.of(0), model.isAlphaPremultiplied()) : NONE;
  }

  private static Opacity of(TiffDirectory directory) {
    for (int i = 0; i < directory.count(TiffDirectory.EXTRA_SAMPLES); i++) {
      Optional<Long> kind = directory.value(TiffDirectory.EXTRA_SAMPLES, i);
      if (kind.isEmpty()) {
        return NONE;
      }
      if (kind.get() == ASSOCIATED || kind.get() == UNASSOCIATED) {
        return new Opacity(OptionalInt.of(i), kind.get() == ASSOCIATED);
      }
    }
    return NONE;
  }

  /**
   * Its index in a pixel.
   *
   * @param colours number of colour samples, which come first
   * @param bands number of samples of a pixel
   */
  OptionalInt place(int colours, int bands) {
    return sample.isPresent() && colours + sample.getAsInt() < bands
        ? OptionalInt.of(colours + sample.getAsInt())
        : OptionalInt.empty();
  }
}
