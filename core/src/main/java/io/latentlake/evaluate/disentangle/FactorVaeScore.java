package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * FactorVAE score: how often the factor that a group of images shares is told by the unit that
 * varies least in the group, over its variance in all images. A majority of {@value
 * FactorDraws#TO_FIT} groups says which factor a unit stands for; {@value FactorDraws#TO_JUDGE}
 * others are judged. Units whose standard deviation is below 0.05 of the prior's are left out or,
 * of codes without a prior, those below 0.05 of the root mean variance.
 *
 * @see <a href="https://arxiv.org/abs/1802.05983">Kim and Mnih 2018, section 4</a>
 */
final class FactorVaeScore {
  /** Images of a group. */
  static final int GROUP = 64;

  private static final double LEAST_DEVIATION = 0.05;

  private final double[][] codes;

  /** A unit's variance over all images; 0 if the unit is left out. */
  private final double[] variances;

  FactorVaeScore(Sample sample) {
    codes = sample.codes();
    variances = Arrays.stream(codes).mapToDouble(StatUtils::populationVariance).toArray();
    double scale = sample.prior() == Sample.Prior.NONE ? StatUtils.mean(variances) : 1;
    for (int unit = 0; unit < variances.length; unit++) {
      if (variances[unit] < LEAST_DEVIATION * LEAST_DEVIATION * scale) {
        variances[unit] = 0;
      }
    }
  }

  /**
   * Measures.
   *
   * @param draws groups that share a factor's value
   * @return accuracy from 0 to 1; 0 if all units are left out
   */
  double accuracy(FactorDraws draws) {
    if (Arrays.stream(variances).allMatch(variance -> variance == 0)) {
      return 0;
    }
    int[][] votes = votes(draws, 0, FactorDraws.TO_FIT);
    int[][] judged = votes(draws, FactorDraws.TO_FIT, FactorDraws.TO_JUDGE);
    long right = 0;
    for (int unit = 0; unit < votes.length; unit++) {
      int[] of = votes[unit];
      int foremost =
          IntStream.range(0, of.length).reduce(0, (best, f) -> of[f] > of[best] ? f : best);
      right += judged[unit][foremost];
    }
    return (double) right / FactorDraws.TO_JUDGE;
  }

  /** How often a unit varied least in groups that share a factor, {@code [unit][factor]}. */
  private int[][] votes(FactorDraws draws, int from, int count) {
    int[][] votes = new int[codes.length][draws.factors().size()];
    for (int number = from; number < from + count; number++) {
      FactorDraws.Draw draw = draws.draw(number);
      int[] group = draws.factors().get(draw.factor()).draw(draw.random(), GROUP);
      votes[steadiest(group)][draw.factor()]++;
    }
    return votes;
  }

  private int steadiest(int[] group) {
    int steadiest = -1;
    double least = Double.POSITIVE_INFINITY;
    double[] values = new double[group.length];
    for (int unit = 0; unit < codes.length; unit++) {
      if (variances[unit] > 0) {
        double[] code = codes[unit];
        Arrays.setAll(values, i -> code[group[i]]);
        double part = StatUtils.variance(values) / variances[unit];
        if (part < least) {
          least = part;
          steadiest = unit;
        }
      }
    }
    return steadiest;
  }
}
