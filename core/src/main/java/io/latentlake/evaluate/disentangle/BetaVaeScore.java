package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * β-VAE score: how often a logistic model tells which factor is the same within pairs of images,
 * from the mean absolute difference of their codes over {@value #PAIRS} pairs. It is fitted on
 * {@value FactorDraws#TO_FIT} such means and judged on {@value FactorDraws#TO_JUDGE} others; to
 * guess is 1 over the number of factors.
 *
 * @see <a href="https://openreview.net/forum?id=Sy2fzU9gl">Higgins et al. 2017, section 3</a>
 */
final class BetaVaeScore {
  /** Pairs of a mean. */
  static final int PAIRS = 64;

  private BetaVaeScore() {}

  /**
   * Measures.
   *
   * @param sample the images
   * @param draws pairs that share a factor's value
   * @return accuracy from 0 to 1
   */
  static double accuracy(Sample sample, FactorDraws draws) {
    int count = FactorDraws.TO_FIT + FactorDraws.TO_JUDGE;
    int[] factors = new int[count];
    double[][] means = new double[count][];
    for (int number = 0; number < count; number++) {
      FactorDraws.Draw draw = draws.draw(number);
      factors[number] = draw.factor();
      means[number] = meanDifference(sample.codes(), draws.factors().get(draw.factor()), draw);
    }
    LogisticModel model =
        LogisticModel.fit(means, factors, draws.factors().size(), FactorDraws.TO_FIT);
    long right =
        IntStream.range(FactorDraws.TO_FIT, count)
            .filter(number -> model.foremost(means[number]) == factors[number])
            .count();
    return (double) right / FactorDraws.TO_JUDGE;
  }

  private static double[] meanDifference(
      double[][] codes, SharedValue value, FactorDraws.Draw draw) {
    double[] sum = new double[codes.length];
    for (int pair = 0; pair < PAIRS; pair++) {
      int[] images = value.draw(draw.random(), 2);
      for (int unit = 0; unit < sum.length; unit++) {
        sum[unit] += Math.abs(codes[unit][images[0]] - codes[unit][images[1]]);
      }
    }
    return Arrays.stream(sum).map(all -> all / PAIRS).toArray();
  }
}
