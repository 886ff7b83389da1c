package io.latentlake.evaluate.disentangle;

/**
 * A factor and a latent unit, as the slice of a metric.
 *
 * @param factor the factor's name
 * @param unit the latent unit, from 0
 */
public record LatentFactor(String factor, int unit) {
  private static final String FACTOR = "factor_";
  private static final String LATENT = "/latent_";

  /** The slice of a factor. */
  static String slice(String factor) {
    return FACTOR + factor;
  }

  /**
   * Writes as table {@code metrics} does.
   *
   * @return such as {@code factor_x/latent_3}
   */
  public String slice() {
    return slice(factor) + LATENT + unit;
  }

  /**
   * Parses a slice.
   *
   * @param slice as {@link #slice} gives it
   * @return factor and unit
   * @throws IllegalArgumentException if it names no factor and latent unit
   */
  public static LatentFactor of(String slice) {
    int at = slice.lastIndexOf(LATENT);
    if (at < 0 || !slice.startsWith(FACTOR)) {
      throw new IllegalArgumentException(
          "slice is " + slice + "; of this metric it is " + FACTOR + "NAME" + LATENT + "NUMBER");
    }
    return new LatentFactor(
        slice.substring(FACTOR.length(), at),
        Integer.parseInt(slice.substring(at + LATENT.length())));
  }
}
