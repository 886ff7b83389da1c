package io.latentlake.evaluate.disentangle;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
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
 * Rows for Spark's learners, in the columns that they read by default. There is one partition,
 * because a learner's draws and sums go by partition.
 */
final class LabelledRows {
  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType(), false)
          .add("label", DataTypes.DoubleType, false);

  private LabelledRows() {}

  static Dataset<Row> of(
      SparkSession spark, List<Vector> features, int rows, IntToDoubleFunction label) {
    return spark
        .createDataFrame(
            IntStream.range(0, rows)
                .mapToObj(i -> RowFactory.create(features.get(i), label.applyAsDouble(i)))
                .toList(),
            SCHEMA)
        .coalesce(1);
  }

  /** The codes of each image of a sample. */
  static List<Vector> codes(Sample sample) {
    return IntStream.range(0, sample.images())
        .mapToObj(
            image ->
                Vectors.dense(
                    IntStream.range(0, sample.units())
                        .mapToDouble(unit -> sample.codes()[unit][image])
                        .toArray()))
        .toList();
  }
}
