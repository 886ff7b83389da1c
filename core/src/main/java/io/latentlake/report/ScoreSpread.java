package io.latentlake.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.latentlake.model.Threshold;
import io.latentlake.report.ReportContent.LabelScores;
import io.latentlake.report.ReportContent.Scores;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The distribution of anomaly scores of a split, counted on the executors by bin and label. */
final class ScoreSpread {

  /** Most labels in the table below the chart. */
  private static final int MOST_LABELS = 50;

  /** Reciprocal of the relative rank error of a median. */
  private static final int MEDIAN_ACCURACY = 10_000;

  /** The chart is cut off if the highest score exceeds the 99.9th percentile by this factor. */
  private static final double LONGEST_TAIL = 1.5;

  private final Optional<Threshold> threshold;
  private final RankingScore score;
  private final ShownLabels labels;

  /**
   * Sets the reading up.
   *
   * @param threshold the model's own; rows that name another were judged by that
   * @param score what images are ranked by
   * @param labels the labels of the chart
   */
  ScoreSpread(Optional<Threshold> threshold, RankingScore score, ShownLabels labels) {
    this.threshold = threshold;
    this.score = score;
    this.labels = labels;
  }

  /** Reads the spread of one split. */
  Scores read(ShownSplit split) {
    Dataset<Row> scores = split.rows();
    Column value = score.value();
    Column flagged =
        sum(when(col(ScoresTable.IS_ANOMALY).equalTo(true), 1L).otherwise(0L)).as("flagged");
    Row all =
        scores
            .agg(
                min(value),
                max(value),
                percentile_approx(value, lit(0.999), lit(MEDIAN_ACCURACY)),
                percentile_approx(value, lit(0.5), lit(MEDIAN_ACCURACY)),
                count(lit(1)),
                flagged,
                max(ScoresTable.THRESHOLD))
            .first();
    double low = all.getDouble(0);
    double high = all.getDouble(1);
    double mostly = all.getDouble(2);
    boolean cut = high - low > LONGEST_TAIL * (mostly - low) && mostly > low;
    double shownHigh = cut ? mostly : high;
    Optional<Double> limit =
        all.isNullAt(6) ? threshold.map(Threshold::value) : Optional.of(all.getDouble(6));
    if (limit.isPresent()) {
      low = Math.min(low, limit.get());
      shownHigh = Math.max(shownHigh, limit.get());
    }
    Bins bins = Bins.covering(low, shownHigh);
    String summary =
        "The %s images range from %s to %s %s; half of them are below %s."
            .formatted(
                FigureFormat.format(all.getLong(4)),
                FigureFormat.format(all.getDouble(0)),
                FigureFormat.format(high),
                score.unit(),
                FigureFormat.format(all.getDouble(3)));
    if (limit.isPresent()) {
      summary +=
          " %s of them (%s %%) are above the threshold."
              .formatted(
                  FigureFormat.format(all.getLong(5)),
                  FigureFormat.format(100.0 * all.getLong(5) / all.getLong(4)));
    }
    if (cut) {
      summary += " The last bar also contains all higher scores.";
    }
    Chart.Histogram chart =
        new Chart.Histogram(
            score.words(),
            score.words() + ", " + score.unit() + " an image",
            bins.edges(),
            counts(scores, bins),
            limit.orElse(null));
    return new Scores(
        score.words(),
        score.unit(),
        split.name(),
        all.getLong(4),
        all.getLong(5),
        limit
            .map(
                at -> "The dashed line is the threshold, " + InWords.threshold(at, threshold) + ".")
            .orElse(""),
        summary,
        chart,
        byLabel(scores, flagged));
  }

  private List<Chart.Series> counts(Dataset<Row> scores, Bins bins) {
    List<Row> counted =
        scores
            .groupBy(labels.name(ScoresTable.LABEL).as("label"), bins.of(score.value()).as("bin"))
            .count()
            .collectAsList();
    List<Chart.Series> series = new ArrayList<>();
    for (String name : labels.names()) {
      double[] values = new double[bins.count()];
      for (Row row : counted) {
        if (row.getString(0).equals(name)) {
          values[row.getInt(1)] = row.getLong(2);
        }
      }
      series.add(new Chart.Series(name, values));
    }
    return series;
  }

  private List<LabelScores> byLabel(Dataset<Row> scores, Column flagged) {
    return scores
        .filter(col(ScoresTable.LABEL).isNotNull())
        .groupBy(ScoresTable.LABEL)
        .agg(
            count(lit(1)).as("images"),
            percentile_approx(score.value(), lit(0.5), lit(MEDIAN_ACCURACY)).as("median"),
            flagged)
        .orderBy(desc("median"), col(ScoresTable.LABEL))
        .limit(MOST_LABELS)
        .collectAsList()
        .stream()
        .map(
            row ->
                new LabelScores(row.getString(0), row.getLong(1), row.getDouble(2), row.getLong(3)))
        .toList();
  }
}
