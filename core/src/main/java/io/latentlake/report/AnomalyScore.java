package io.latentlake.report;

import io.latentlake.model.Loss;
import io.latentlake.table.ScoresTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The score that a model's images are ranked by.
 *
 * @param value the score of a row of the scores table
 * @param words what to call it in a sentence
 * @param unit its unit
 */
record AnomalyScore(Column value, String words, String unit) {

  /**
   * The score of the model that a table comes from.
   *
   * @param scores the scores of one model, at least one
   */
  static AnomalyScore of(Dataset<Row> scores) {
    Row row = scores.select(ScoresTable.KL_NATS, ScoresTable.RECONSTRUCTION_NATS).first();
    if (!row.isNullAt(0)) {
      return new AnomalyScore(ScoresTable.anomalyScore(), "negative ELBO", "nats");
    }
    return new AnomalyScore(
        ScoresTable.anomalyScore(),
        "reconstruction error",
        errorUnit(row.isNullAt(1) ? Loss.SQUARED_ERROR : Loss.BCE));
  }

  /** Unit of a reconstruction error, summed over the image. */
  static String errorUnit(Loss loss) {
    return switch (loss) {
      case BCE -> "nats";
      case SQUARED_ERROR -> "squared pixel values";
    };
  }
}
