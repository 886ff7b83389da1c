package io.latentlake.infer;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.latentlake.score.AppliedThreshold;
import io.latentlake.table.ScoresTable;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * What follows from a score and a threshold: the columns of the scores table that another threshold
 * changes, without the model.
 */
public final class Judgement {
  private Judgement() {}

  /**
   * Judges a score.
   *
   * @param anomalyScore of an image
   * @param threshold what it is compared with
   * @return the verdict
   */
  static ScoresTable.Verdict of(double anomalyScore, AppliedThreshold threshold) {
    return new ScoresTable.Verdict(
        threshold.value(), threshold.exceededBy(anomalyScore), threshold.normalised(anomalyScore));
  }

  /**
   * Judges scores of an earlier run again.
   *
   * @param scores rows of the scores table, each with its anomaly score
   * @param threshold what they are compared with; empty: nothing is flagged or passed
   * @return the same rows with other verdicts
   */
  public static Dataset<Row> again(Dataset<Row> scores, Optional<AppliedThreshold> threshold) {
    if (threshold.isEmpty()) {
      return scores
          .withColumn(ScoresTable.THRESHOLD, lit(null).cast(DataTypes.DoubleType))
          .withColumn(ScoresTable.IS_ANOMALY, lit(null).cast(DataTypes.BooleanType))
          .withColumn(ScoresTable.NORMALISED_SCORE, lit(null).cast(DataTypes.DoubleType));
    }
    AppliedThreshold limit = threshold.get();
    UDF1<Double, Boolean> exceeds = score -> of(score, limit).isAnomaly();
    UDF1<Double, Double> normalised = score -> of(score, limit).normalisedScore();
    return scores
        .withColumn(ScoresTable.THRESHOLD, lit(limit.value()))
        .withColumn(
            ScoresTable.IS_ANOMALY,
            udf(exceeds, DataTypes.BooleanType).apply(col(ScoresTable.ANOMALY_SCORE)))
        .withColumn(
            ScoresTable.NORMALISED_SCORE,
            udf(normalised, DataTypes.DoubleType).apply(col(ScoresTable.ANOMALY_SCORE)));
  }
}
