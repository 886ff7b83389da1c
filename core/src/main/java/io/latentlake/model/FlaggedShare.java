package io.latentlake.model;

import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Confidence interval of the share of all normal images whose score exceeds a threshold that was
 * set on some of them. Whatever the distribution of the scores, if it is continuous, the share
 * above the k-th lowest of n scores follows a Beta distribution with parameters n − k + 1 and k;
 * where scores are equal, the true share is lower.
 *
 * @param low lower bound, in [0, 1]; the true share is lower with probability 0.025
 * @param high upper bound; the true share is higher with the same probability
 * @see <a href="https://en.wikipedia.org/wiki/Order_statistic">Order statistics of a uniform
 *     distribution</a>
 */
public record FlaggedShare(double low, double high) {
  /** Probability that the interval holds the true share. */
  public static final double CONFIDENCE = 0.95;

  private static final double PERCENT = 100;

  /**
   * The interval for an order statistic.
   *
   * @param images number of scores, n
   * @param rank how many of them do not exceed the threshold, k, from 1 to n
   * @return the interval
   */
  static FlaggedShare above(long images, long rank) {
    BetaDistribution share = new BetaDistribution(null, images - rank + 1.0, rank);
    double tail = (1 - CONFIDENCE) / 2;
    return new FlaggedShare(
        share.inverseCumulativeProbability(tail), share.inverseCumulativeProbability(1 - tail));
  }

  /**
   * The fewest images of which the highest score exceeds a quantile with probability {@link
   * #CONFIDENCE}. The highest of n scores does not with probability quantileⁿ.
   *
   * @param quantile in (0, 1)
   * @return the number of images
   */
  static long leastImages(double quantile) {
    return (long) Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(quantile) - 1e-9);
  }

  /**
   * The interval in words.
   *
   * @return such as {@code 0.026 % to 3.7 % of normal images (95 % confidence)}
   */
  public String inWords() {
    return percent(low)
        + " % to "
        + percent(high)
        + " % of normal images ("
        + percent(CONFIDENCE)
        + " % confidence)";
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(PERCENT * share)
        .round(new MathContext(2))
        .stripTrailingZeros()
        .toPlainString();
  }
}
