package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Adjacent ranges of floats that together cover every float except NaN.
 *
 * <p>A float's key is a whole number; the next larger float has the next larger key, and both zeros
 * have key 0. So a range of keys is a range of floats, whatever their scale, and a bin of one key
 * holds equal floats only.
 */
final class FloatBins implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One past the key of the largest float. */
  private static final long END = 1L << (Integer.SIZE - 1);

  /** Key of the lowest float of each bin, ascending. */
  private final int[] first;

  private FloatBins(int[] first) {
    this.first = first;
  }

  /**
   * Initial bins with equal numbers of keys. Zero, the most frequent value in maps, has its own
   * bin.
   *
   * @param bins about how many; even
   */
  static FloatBins coarse(int bins) {
    return new FloatBins(new int[] {Integer.MIN_VALUE, 0, 1})
        .cut(new int[] {bins / 2, 1, bins / 2});
  }

  /** How many bins. */
  int count() {
    return first.length;
  }

  /**
   * Finds the bin of a float.
   *
   * @param value not NaN
   * @return its number, from 0 for the lowest floats
   */
  int of(float value) {
    int found = Arrays.binarySearch(first, key(value));
    return found < 0 ? -found - 2 : found;
  }

  /** How many different floats a bin holds. */
  long width(int bin) {
    return (bin + 1 < first.length ? first[bin + 1] : END) - first[bin];
  }

  /**
   * Splits or joins bins.
   *
   * @param parts number of bins to split each into; 1 keeps it, 0 joins it with the one before
   */
  FloatBins cut(int[] parts) {
    int[] cut = new int[Arrays.stream(parts).sum()];
    int at = 0;
    for (int bin = 0; bin < parts.length; bin++) {
      for (int part = 0; part < parts[bin]; part++) {
        cut[at++] = (int) (first[bin] + width(bin) * part / parts[bin]);
      }
    }
    return new FloatBins(cut);
  }

  private static int key(float value) {
    // adding 0 makes -0 a 0
    int bits = Float.floatToIntBits(value + 0f);
    // the bits of negative floats rise as the floats fall
    return bits < 0 ? Integer.MIN_VALUE - bits : bits;
  }
}
