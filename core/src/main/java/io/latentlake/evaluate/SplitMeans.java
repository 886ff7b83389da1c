package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Means over the images of each split. */
final class SplitMeans {
  /** Unit of a log-likelihood term. */
  static final String NATS = "nats per image";

  /** Unit of a squared error, on the scale where white is 1. */
  static final String SQUARED_ERROR = "squared error per image";

  /** Unit of a loss of another unit. */
  private static final String LOSS = "loss per image";

  private SplitMeans() {}

  /**
   * Averages what the scores table holds.
   *
   * @param scores rows of {@link ScoresTable}
   * @return {@code mean_COLUMN} for every split and every column that has values
   */
  static List<Metric> metrics(Dataset<Row> scores) {
    List<Figure> figures =
        List.of(
            new Figure(ScoresTable.RECONSTRUCTION_ERROR, errorUnit(scores), Better.LOW),
            new Figure(ScoresTable.SQUARED_ERROR_SUM, SQUARED_ERROR, Better.LOW),
            new Figure(ScoresTable.RECONSTRUCTION_NATS, NATS, Better.LOW),
            new Figure(ScoresTable.KL_NATS, NATS, Better.LOW),
            new Figure(ScoresTable.NEGATIVE_ELBO_NATS, NATS, Better.LOW),
            new Figure(ScoresTable.LOG_LIKELIHOOD_NATS, NATS, Better.HIGH));
    return of(scores, figures);
  }

  /**
   * A mean to take.
   *
   * @param column of what
   * @param unit its unit
   * @param better which direction is better
   */
  record Figure(String column, String unit, Better better) {}

  /**
   * Takes means, all of them in one pass.
   *
   * @param rows rows with a split
   * @param figures what to average
   * @return {@code mean_COLUMN} for every split and every figure whose column has values there
   */
  static List<Metric> of(Dataset<Row> rows, List<Figure> figures) {
    Column[] means =
        figures.stream().map(figure -> avg(col(figure.column()))).toArray(Column[]::new);
    List<Metric> metrics = new ArrayList<>();
    for (Row row :
        rows.groupBy(col(ScoresTable.SPLIT))
            .agg(count(ScoresTable.SPLIT), means)
            .sort(ScoresTable.SPLIT)
            .collectAsList()) {
      for (int i = 0; i < figures.size(); i++) {
        if (!row.isNullAt(i + 2)) {
          Figure figure = figures.get(i);
          metrics.add(
              new Metric(
                  "mean_" + figure.column(),
                  row.getDouble(i + 2),
                  figure.unit(),
                  row.getString(0),
                  MetricsTable.ALL,
                  figure.better()));
        }
      }
    }
    return metrics;
  }

  /** Unit of what the model was trained on, which another column then holds as well. */
  private static String errorUnit(Dataset<Row> scores) {
    Column error = col(ScoresTable.RECONSTRUCTION_ERROR);
    Row counts =
        scores
            .agg(
                count(ScoresTable.IMAGE_ID),
                count(when(error.equalTo(col(ScoresTable.RECONSTRUCTION_NATS)), 1)),
                count(when(error.equalTo(col(ScoresTable.SQUARED_ERROR_SUM)), 1)))
            .head();
    if (counts.getLong(1) == counts.getLong(0)) {
      return NATS;
    }
    return counts.getLong(2) == counts.getLong(0) ? SQUARED_ERROR : LOSS;
  }
}
