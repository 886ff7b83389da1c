package io.latentlake.image.synthetic;

import java.util.Random;

/**
 * Gives every drawn image its own random generator, so that the order of drawing does not matter.
 */
final class KeyedRandom {
  private KeyedRandom() {}

  /**
   * Makes the generator of one image.
   *
   * @param seed seed of the dataset
   * @param stream what is drawn, such as {@code "tiles/test/scratch"}
   * @param index index of the image within that stream
   * @return a generator whose algorithm the Java platform specifies, so that it never changes
   */
  static Random of(long seed, String stream, long index) {
    return new Random(mix(mix(seed ^ mix(stream.hashCode())) + index));
  }

  /** The finaliser of SplitMix64: spreads neighbouring values over all 64 bits. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * Draws evenly from an interval.
   *
   * @param random the generator
   * @param low lower end
   * @param high upper end, exclusive
   * @return the value
   */
  static double between(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
