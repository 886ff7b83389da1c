package io.latentlake.train;

/** Orders that depend on nothing but their keys, alike on every machine. */
final class Permutation {
  private Permutation() {}

  /**
   * A uniformly random order.
   *
   * @param size how many things
   * @param keys what decides the order
   * @return the numbers below {@code size}, each once
   */
  static int[] of(int size, long... keys) {
    long state = 0;
    for (long key : keys) {
      state = mix(state ^ key);
    }
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      // Fisher-Yates from the inside out; the product's high half is a number in 0..i.
      state += 0x9E3779B97F4A7C15L;
      int other = (int) (((mix(state) >>> 32) * (i + 1L)) >>> 32);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014) on a stepped state. */
  private static long mix(long z) {
    long x = z + 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
