package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * Explicitness: how well logistic models of all units tell the classes of a factor, as AUROC of
 * each class against all others on images that they were not fitted on, averaged over classes. To
 * guess is 0.5. A class that lies between others in the code is not told by a linear model.
 *
 * @see <a href="https://arxiv.org/abs/1802.05312">Ridgeway and Mozer 2018, section 2</a>
 */
final class Explicitness {
  private Explicitness() {}

  /** Mean AUROC of each factor, from 0 to 1. */
  static double[] of(Sample sample) {
    double[][] rows = sample.rows();
    return sample.factors().stream()
        .mapToDouble(factor -> of(rows, factor, sample.fitted()))
        .toArray();
  }

  private static double of(double[][] rows, Factor factor, int fitted) {
    int[] classes = factor.classes();
    LogisticModel model = LogisticModel.fit(rows, classes, factor.classCount(), fitted);
    double[][] judged =
        Arrays.stream(rows, fitted, rows.length).map(model::logOdds).toArray(double[][]::new);
    return IntStream.range(0, factor.classCount())
        .mapToObj(
            of ->
                auroc(
                    Arrays.stream(judged).mapToDouble(odds -> odds[of]).toArray(),
                    Arrays.stream(classes, fitted, classes.length)
                        .map(label -> label == of ? 1 : 0)
                        .toArray()))
        .flatMapToDouble(OptionalDouble::stream)
        .average()
        .orElse(0.5);
  }

  /**
   * Share of pairs of a positive and another in which the positive has the higher score; a tie
   * counts half.
   *
   * @return empty unless there are both
   */
  static OptionalDouble auroc(double[] scores, int[] positive) {
    double[] ranks = new NaturalRanking().rank(scores);
    long own = IntStream.of(positive).sum();
    long others = positive.length - own;
    if (own == 0 || others == 0) {
      return OptionalDouble.empty();
    }
    double sum = IntStream.range(0, ranks.length).mapToDouble(i -> positive[i] * ranks[i]).sum();
    return OptionalDouble.of((sum - own * (own + 1) / 2.0) / own / others);
  }
}
