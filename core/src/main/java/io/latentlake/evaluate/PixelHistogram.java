package io.latentlake.evaluate;

import java.io.Serializable;

/**
 * How often pixels inside and outside the masks have a value, by narrow bins. A bin holds values
 * that differ by less than one part in 4,096 of themselves; what falls into one bin counts as tied.
 */
final class PixelHistogram implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bits of a value that are left out: it keeps its exponent and 12 bits of its mantissa. */
  private static final int DROPPED_BITS = 11;

  private static final int BINS = 1 << (Integer.SIZE - 1 - DROPPED_BITS);

  private final long[] inside = new long[BINS];
  private final long[] outside = new long[BINS];

  /**
   * Counts a pixel.
   *
   * @param value 0 or more
   * @param marked whether it lies inside a mask
   */
  void add(float value, boolean marked) {
    // The bits of floats that are not negative sort as the floats do; adding 0 makes -0 a 0.
    int bin = Float.floatToIntBits(value + 0f) >>> DROPPED_BITS;
    if (marked) {
      inside[bin]++;
    } else {
      outside[bin]++;
    }
  }

  PixelHistogram merge(PixelHistogram other) {
    for (int i = 0; i < BINS; i++) {
      inside[i] += other.inside[i];
      outside[i] += other.outside[i];
    }
    return this;
  }

  /** Whether there are pixels of both kinds. */
  boolean comparable() {
    return sum(inside) > 0 && sum(outside) > 0;
  }

  /**
   * The share of pairs of a pixel inside and one outside in which that inside has the larger value,
   * ties counting half.
   *
   * @return 0.5 for maps that point nowhere, 1 for maps that point at the masks alone; off by at
   *     most half the share of pairs that fall into one bin without being equal
   */
  double auroc() {
    double below = 0;
    double pairs = 0;
    for (int i = 0; i < BINS; i++) {
      pairs += inside[i] * (below + outside[i] / 2.0);
      below += outside[i];
    }
    return pairs / sum(inside) / sum(outside);
  }

  private static double sum(long[] counts) {
    double sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
