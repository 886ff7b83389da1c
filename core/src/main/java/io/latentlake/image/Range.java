package io.latentlake.image;

import java.util.Arrays;

/** Which samples become black and white: {@code data.range}. */
enum Range {
  /** The full range of the file. */
  AUTO("auto", 0),
  /** 0 to 255. */
  OF_8_BITS("8", 8),
  /** 0 to 4095. */
  OF_12_BITS("12", 12),
  /** 0 to 65535. */
  OF_16_BITS("16", 16),
  /** From the smallest sample of the image to the largest. */
  MIN_MAX("min-max", 0);

  private final String text;
  private final int bits;

  Range(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  /** The range that an option names. */
  static Range of(String text) {
    return Arrays.stream(values())
        .filter(range -> range.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("data.range is " + text));
  }

  /**
   * The sample that becomes white.
   *
   * @param fileBits bits of a sample; samples of up to 8 always use what the file could hold
   */
  int white(int fileBits) {
    return (1 << (bits == 0 || fileBits <= 8 ? fileBits : bits)) - 1;
  }
}
