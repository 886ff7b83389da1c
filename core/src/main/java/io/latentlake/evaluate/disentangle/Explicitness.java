package io.latentlake.evaluate.disentangle;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.SparkSession;

/**
 * Explicitness: how well a logistic model of all units tells the classes of a factor, as AUROC of
 * each class against all others on images that it was not fitted on, averaged over classes. To
 * guess is 0.5.
 *
 * @see <a href="https://arxiv.org/abs/1802.05312">Ridgeway and Mozer 2018, section 2</a>
 */
final class Explicitness {
  private Explicitness() {}

  /**
   * Measures each factor.
   *
   * @param spark fits the models
   * @param sample the images
   * @return mean AUROC of each factor, from 0 to 1
   */
  static double[] of(SparkSession spark, Sample sample) {
    List<Vector> codes = LabelledRows.codes(sample);
    return sample.factors().stream()
        .mapToDouble(factor -> of(spark, codes, factor, sample.fitted()))
        .toArray();
  }

  private static double of(SparkSession spark, List<Vector> codes, Factor factor, int fitted) {
    int[] classes = factor.classes();
    LogisticModel model = LogisticModel.fit(spark, codes, fitted, image -> classes[image]);
    double[][] judged =
        codes.subList(fitted, codes.size()).stream()
            .map(model::probabilities)
            .toArray(double[][]::new);
    return IntStream.range(0, judged[0].length)
        .mapToObj(
            of ->
                auroc(
                    IntStream.range(0, judged.length).mapToDouble(i -> judged[i][of]).toArray(),
                    IntStream.range(0, judged.length)
                        .map(i -> classes[fitted + i] == of ? 1 : 0)
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
