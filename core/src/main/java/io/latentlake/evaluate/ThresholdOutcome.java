package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Error rates of the threshold that images were judged by, on images whose truth is known. */
final class ThresholdOutcome {
  private static final String SHARE = "share";

  private ThresholdOutcome() {}

  /**
   * The threshold that the labels would choose. It bounds what another threshold could gain; nobody
   * knows it where there are no labels.
   *
   * @param best the threshold of highest F1
   * @param split split whose labels it was chosen with
   * @return the threshold and its F1
   */
  static List<Metric> fromLabels(F1Cut best, String split) {
    return List.of(
        threshold("threshold_from_labels", best.threshold(), split),
        high("f1_at_threshold_from_labels", best.f1(), split, Ranking.ALL_KINDS));
  }

  private static Metric threshold(String name, double value, String split) {
    return new Metric(
        name, value, ScoresTable.ANOMALY_SCORE, split, Ranking.ALL_KINDS, Better.NEITHER);
  }

  /**
   * Counts alarms.
   *
   * @param judged scores with the truth's kind and split
   * @return for each split the threshold, if the rows name it, the false and true positive rate
   *     (the latter also by kind), if there are images for it, and precision and F1, if there are
   *     both normal and anomalous images; empty if the model has no threshold
   */
  static List<Metric> metrics(Dataset<Row> judged) {
    Map<String, List<Row>> bySplit = new LinkedHashMap<>();
    for (Row row :
        judged
            .filter(col(ScoresTable.IS_ANOMALY).isNotNull())
            .groupBy(ScoresTable.SPLIT, GroundTruth.KIND)
            .agg(
                count(lit(1)),
                sum(when(col(ScoresTable.IS_ANOMALY), 1).otherwise(0)),
                max(ScoresTable.THRESHOLD))
            .sort(ScoresTable.SPLIT, GroundTruth.KIND)
            .collectAsList()) {
      bySplit.computeIfAbsent(row.getString(0), split -> new ArrayList<>()).add(row);
    }
    List<Metric> metrics = new ArrayList<>();
    bySplit.forEach((split, rows) -> add(metrics, split, rows));
    return metrics;
  }

  private static void add(List<Metric> metrics, String split, List<Row> rows) {
    long normals = 0;
    long falseAlarms = 0;
    long anomalies = 0;
    long found = 0;
    List<Metric> byKind = new ArrayList<>();
    if (!rows.get(0).isNullAt(4)) {
      metrics.add(threshold("threshold", rows.get(0).getDouble(4), split));
    }
    for (Row row : rows) {
      long images = row.getLong(2);
      long alarms = row.getLong(3);
      if (row.isNullAt(1)) {
        normals += images;
        falseAlarms += alarms;
      } else {
        anomalies += images;
        found += alarms;
        byKind.add(high("true_positive_rate", (double) alarms / images, split, row.getString(1)));
      }
    }
    if (normals > 0) {
      double rate = (double) falseAlarms / normals;
      metrics.add(
          new Metric("false_positive_rate", rate, SHARE, split, Ranking.ALL_KINDS, Better.LOW));
    }
    if (anomalies > 0) {
      metrics.add(high("true_positive_rate", (double) found / anomalies, split, Ranking.ALL_KINDS));
      metrics.addAll(byKind);
    }
    if (normals > 0 && anomalies > 0) {
      double f1 = 2.0 * found / (anomalies + found + falseAlarms);
      metrics.add(high("f1", f1, split, Ranking.ALL_KINDS));
      if (found + falseAlarms > 0) {
        double precision = (double) found / (found + falseAlarms);
        metrics.add(high("precision", precision, split, Ranking.ALL_KINDS));
      }
    }
  }

  private static Metric high(String name, double value, String split, String slice) {
    return new Metric(name, value, SHARE, split, slice, Better.HIGH);
  }
}
