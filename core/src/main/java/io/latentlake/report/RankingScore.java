package io.latentlake.report;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelOptions;
import io.latentlake.table.ScoresTable;
import java.util.Objects;
import java.util.Optional;
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
record RankingScore(Column value, String words, String unit) {

  /**
   * The score of the model that a table comes from.
   *
   * @param scores the scores of one model, at least one
   * @param model the model, if it is there; without it the score is named by the columns
   */
  static RankingScore of(Dataset<Row> scores, Optional<ModelOptions> model) {
    if (model.isPresent()) {
      AnomalyScore score = model.get().score();
      return new RankingScore(ScoresTable.anomalyScore(), score.inWords(), score.unit(model.get()));
    }
    Row row =
        scores
            .select(
                ScoresTable.KL_NATS,
                ScoresTable.RECONSTRUCTION_NATS,
                ScoresTable.RECONSTRUCTION_ERROR,
                ScoresTable.SQUARED_ERROR_SUM)
            .first();
    if (!row.isNullAt(0)) {
      return new RankingScore(ScoresTable.anomalyScore(), "negative ELBO", Loss.NATS);
    }
    return new RankingScore(ScoresTable.anomalyScore(), "reconstruction error", unit(row));
  }

  private static String unit(Row row) {
    if (!row.isNullAt(1)) {
      return Loss.NATS;
    }
    boolean squared = Objects.equals(row.get(2), row.get(3));
    return squared ? Loss.SQUARED_PIXEL_VALUES : "units of the model's loss";
  }
}
