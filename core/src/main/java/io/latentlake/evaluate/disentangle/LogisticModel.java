package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.SparkSession;

/**
 * A multinomial logistic model, fitted by Spark with a squared penalty of 1 over the number of rows
 * on weights of standardised features.
 *
 * @param fitted Spark's model
 */
record LogisticModel(LogisticRegressionModel fitted) {
  /** Each step is a Spark job; figures no longer change in the third digit before. */
  private static final int MOST_STEPS = 50;

  private static final double TOLERANCE = 1e-5;

  /** Fits classes of the first rows. */
  static LogisticModel fit(SparkSession spark, double[][] features, int[] classes, int rows) {
    return fit(
        spark, Arrays.stream(features).map(Vectors::dense).toList(), rows, row -> classes[row]);
  }

  /** Fits classes of the first rows. */
  static LogisticModel fit(
      SparkSession spark, List<Vector> features, int rows, IntToDoubleFunction classes) {
    return new LogisticModel(
        new LogisticRegression()
            .setFamily("multinomial")
            .setRegParam(1.0 / rows)
            .setMaxIter(MOST_STEPS)
            .setTol(TOLERANCE)
            .fit(LabelledRows.of(spark, features, rows, classes)));
  }

  /** The most probable class. */
  int foremost(double[] features) {
    return (int) fitted.predict(Vectors.dense(features));
  }

  /** Probability of each class. */
  double[] probabilities(Vector features) {
    return fitted.predictProbability(features).toArray();
  }
}
