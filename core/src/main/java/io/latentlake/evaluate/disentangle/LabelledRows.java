package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Features for Spark's learners, of which the first rows are fitted and the others are judged. The
 * features are broadcast, because a learner starts dozens of small jobs, each of which would carry
 * them. There is one partition, because a learner's draws and sums go by partition.
 */
final class LabelledRows implements AutoCloseable {
  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType(), false)
          .add("label", DataTypes.DoubleType, false);

  private final SparkSession spark;
  private final Vector[] features;
  private final int fitted;
  private final Broadcast<Vector[]> shared;

  /**
   * Sends features to the executors.
   *
   * @param spark the session
   * @param features {@code [row][feature]}
   * @param fitted how many rows are fitted
   */
  LabelledRows(SparkSession spark, double[][] features, int fitted) {
    this.spark = spark;
    this.features = Arrays.stream(features).map(Vectors::dense).toArray(Vector[]::new);
    this.fitted = fitted;
    this.shared = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(this.features);
  }

  /**
   * The rows to fit, in the columns that learners read unless told otherwise.
   *
   * @param labels of all rows
   * @return columns features and label
   */
  Dataset<Row> fitted(double[] labels) {
    Broadcast<Vector[]> all = shared;
    return spark.createDataFrame(
        spark
            .range(0, fitted, 1, 1)
            .toJavaRDD()
            .map(row -> RowFactory.create(all.value()[row.intValue()], labels[row.intValue()])),
        SCHEMA);
  }

  /** Predictions for the rows to judge. */
  double[] judged(ToDoubleFunction<Vector> model) {
    return Arrays.stream(features).skip(fitted).mapToDouble(model).toArray();
  }

  /** The labels of the rows to judge. */
  double[] judged(double[] labels) {
    return Arrays.copyOfRange(labels, fitted, labels.length);
  }

  /** Share of the rows to judge whose label is predicted. */
  double accuracy(double[] labels, ToDoubleFunction<Vector> model) {
    double[] truth = judged(labels);
    double[] predicted = judged(model);
    long right = IntStream.range(0, truth.length).filter(i -> truth[i] == predicted[i]).count();
    return (double) right / truth.length;
  }

  @Override
  public void close() {
    shared.destroy();
  }
}
