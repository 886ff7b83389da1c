package io.latentlake.explain;

/**
 * Rounds numbers to fewer significant bits, so that a table of them can be compressed: bits of no
 * meaning become 0.
 *
 * @see <a href="https://doi.org/10.1038/s43588-021-00156-2">Klöwer et al. 2021</a>
 */
public final class SignificantBits {
  /** Significant bits of a float, the first of which is not stored. */
  public static final int ALL = 24;

  /** Of a single one, none would be stored that tells even from odd. */
  public static final int FEWEST = 2;

  private SignificantBits() {}

  /**
   * Rounds numbers to the nearest that have so few significant bits, ties to the one whose last bit
   * is 0. Signs, zeros, infinities and NaN stay; the largest finite numbers stay finite. Numbers
   * below the smallest normal one are rounded to the same step as that one.
   *
   * @param values the numbers
   * @param bits {@value #FEWEST} to {@value #ALL}; the relative error of a normal number is at most
   *     2^-bits
   * @return the rounded numbers
   * @throws IllegalArgumentException if there are fewer or more bits
   */
  public static float[] round(float[] values, int bits) {
    if (bits < FEWEST || bits > ALL) {
      throw new IllegalArgumentException(
          "significant bits are " + bits + ", allowed are " + FEWEST + " to " + ALL);
    }
    float[] rounded = values.clone();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = rounded(values[i], ALL - bits);
    }
    return rounded;
  }

  private static float rounded(float value, int dropped) {
    if (dropped == 0 || !Float.isFinite(value)) {
      return value;
    }
    int raw = Float.floatToRawIntBits(value);
    int last = raw >>> dropped & 1;
    // Half a step less one, and one more if the last bit kept is 1: what is a tie goes to even. A
    // carry moves on into the exponent, which is right.
    int up = raw + (1 << dropped - 1) - 1 + last >>> dropped << dropped;
    float nearest = Float.intBitsToFloat(up);
    return Float.isFinite(nearest) ? nearest : Float.intBitsToFloat(raw >>> dropped << dropped);
  }
}
