package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.sql.SparkSession;

/**
 * Random forests that predict each factor from all units, {@value #TREES} trees of depth {@value
 * #DEPTH}: how important units are for them, and how well they predict images that they were not
 * fitted on.
 *
 * @param importance importance of units for factors; a factor's sum is 1, or 0 if no unit helps
 * @param informativeness of each factor, from 0 to 1: accuracy of a discrete one, share of the
 *     variance that is predicted of a continuous one
 * @see <a href="https://openreview.net/forum?id=By-7dz-AZ">Eastwood and Williams 2018, section
 *     2</a>
 */
record FactorForests(Importance importance, double[] informativeness) {
  static final int TREES = 10;
  static final int DEPTH = 6;

  /**
   * Every split may choose among all units, so that one of no use is not chosen for want of any.
   */
  private static final String UNITS_TRIED = "all";

  /** Images of a leaf, so that single images do not decide. */
  private static final int LEAST_OF_LEAF = 10;

  /** A factor's importances, one of each unit, and its informativeness. */
  private record Forest(Vector importances, double informativeness) {}

  static FactorForests fit(SparkSession spark, Sample sample, long seed) {
    double[][] importance = new double[sample.units()][sample.factors().size()];
    double[] informativeness = new double[sample.factors().size()];
    try (LabelledRows codes = new LabelledRows(spark, sample.rows(), sample.fitted())) {
      for (int f = 0; f < informativeness.length; f++) {
        Factor factor = sample.factors().get(f);
        Forest forest =
            factor.scale() == Factor.Scale.DISCRETE
                ? classes(codes, factor.labels(), seed)
                : values(codes, factor.values(), seed);
        for (int unit = 0; unit < importance.length; unit++) {
          importance[unit][f] = forest.importances().apply(unit);
        }
        informativeness[f] = forest.informativeness();
      }
    }
    return new FactorForests(new Importance(importance), informativeness);
  }

  private static Forest classes(LabelledRows codes, double[] labels, long seed) {
    RandomForestClassificationModel model =
        new RandomForestClassifier()
            .setNumTrees(TREES)
            .setMaxDepth(DEPTH)
            .setFeatureSubsetStrategy(UNITS_TRIED)
            .setMinInstancesPerNode(LEAST_OF_LEAF)
            .setSeed(seed)
            .fit(codes.fitted(labels));
    return new Forest(model.featureImportances(), codes.accuracy(labels, model::predict));
  }

  private static Forest values(LabelledRows codes, double[] values, long seed) {
    RandomForestRegressionModel model =
        new RandomForestRegressor()
            .setNumTrees(TREES)
            .setMaxDepth(DEPTH)
            .setFeatureSubsetStrategy(UNITS_TRIED)
            .setMinInstancesPerNode(LEAST_OF_LEAF)
            .setSeed(seed)
            .fit(codes.fitted(values));
    return new Forest(
        model.featureImportances(),
        predictedVariance(codes.judged(values), codes.judged(model::predict)));
  }

  /** 1 for a perfect prediction; 0 for the mean, and for what is worse. */
  static double predictedVariance(double[] truth, double[] predicted) {
    double mean = Arrays.stream(truth).average().orElseThrow();
    double missed = 0;
    double all = 0;
    for (int i = 0; i < truth.length; i++) {
      missed += (truth[i] - predicted[i]) * (truth[i] - predicted[i]);
      all += (truth[i] - mean) * (truth[i] - mean);
    }
    return all == 0 ? 0 : Math.max(0, 1 - missed / all);
  }
}
