package io.latentlake.image;

/**
 * Pixels of one image, one plane per channel.
 *
 * @param shape size, grey or RGB
 * @param values unsigned bytes, channel-major, {@code [channels, height, width]}; not copied
 * @param sourceBits bits per sample in the source; the values have 8
 */
record PlanarImage(ImageShape shape, byte[] values, int sourceBits) {
  PlanarImage {
    if (values.length != shape.values()) {
      throw new IllegalArgumentException(values.length + " values do not fill " + shape);
    }
  }

  /** Whether any pixel is not grey. */
  boolean coloured() {
    if (shape.channels() == 1) {
      return false;
    }
    int plane = shape.height() * shape.width();
    for (int i = 0; i < plane; i++) {
      if (values[i] != values[plane + i] || values[i] != values[2 * plane + i]) {
        return true;
      }
    }
    return false;
  }

  /**
   * The same image scaled so that its smallest value is black and its largest white; black if
   * constant.
   */
  PlanarImage spread() {
    int least = 255;
    int greatest = 0;
    for (byte value : values) {
      least = Math.min(least, value & 0xff);
      greatest = Math.max(greatest, value & 0xff);
    }
    int range = Math.max(1, greatest - least);
    byte[] spread = new byte[values.length];
    for (int i = 0; i < spread.length; i++) {
      spread[i] = (byte) (((values[i] & 0xff) - least) * 255 / range);
    }
    return new PlanarImage(shape, spread, sourceBits);
  }

  /** The same image grey (Rec. 601 luma, rounded) or RGB (the grey plane three times). */
  PlanarImage withChannels(int channels) {
    if (channels == shape.channels()) {
      return this;
    }
    int plane = shape.height() * shape.width();
    byte[] converted = new byte[channels * plane];
    for (int i = 0; i < plane; i++) {
      if (channels == 1) {
        converted[i] =
            (byte) luma(values[i] & 0xff, values[plane + i] & 0xff, values[2 * plane + i] & 0xff);
      } else {
        converted[i] = values[i];
        converted[plane + i] = values[i];
        converted[2 * plane + i] = values[i];
      }
    }
    return new PlanarImage(
        new ImageShape(channels, shape.height(), shape.width()), converted, sourceBits);
  }

  static int luma(int red, int green, int blue) {
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }
}
