package io.latentlake.image;

import java.nio.ByteBuffer;

/** How the bits of a sample are interpreted. */
enum SampleType {
  /** A whole number from 0. */
  UNSIGNED,
  /** A whole number that may be negative. */
  SIGNED,
  /** A floating point number of 32 bits. */
  FLOAT;

  /** The type that a file states. */
  static SampleType of(byte[] file, ImageFormat format) {
    return format == ImageFormat.TIFF
        ? TiffDirectory.of(ByteBuffer.wrap(file)).map(SampleType::of).orElse(UNSIGNED)
        : UNSIGNED;
  }

  static SampleType of(TiffDirectory directory) {
    return switch (directory.value(TiffDirectory.SAMPLE_FORMAT, 0).orElse(1L).intValue()) {
      case 2 -> SIGNED;
      case 3 -> FLOAT;
      default -> UNSIGNED;
    };
  }

  /**
   * The number that a sample represents.
   *
   * @param sample as a raster gives it
   * @param bits its length
   */
  double value(int sample, int bits) {
    return switch (this) {
      case UNSIGNED -> bits == Integer.SIZE ? Integer.toUnsignedLong(sample) : sample;
      case SIGNED -> sample << Integer.SIZE - bits >> Integer.SIZE - bits;
      case FLOAT -> Float.intBitsToFloat(sample);
    };
  }
}
