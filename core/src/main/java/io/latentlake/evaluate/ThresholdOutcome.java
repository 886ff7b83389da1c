package io.latentlake.evaluate;

import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
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
    return Confusion.of(judged).stream().flatMap(found -> metrics(found).stream()).toList();
  }

  private static List<Metric> metrics(Confusion found) {
    List<Metric> metrics = new ArrayList<>();
    String split = found.split();
    found.threshold().ifPresent(value -> metrics.add(threshold("threshold", value, split)));
    if (found.normals() > 0) {
      double rate = found.falsePositiveRate();
      metrics.add(
          new Metric("false_positive_rate", rate, SHARE, split, Ranking.ALL_KINDS, Better.LOW));
    }
    if (found.anomalies() > 0) {
      metrics.add(high("true_positive_rate", found.truePositiveRate(), split, Ranking.ALL_KINDS));
      for (Confusion.Kind kind : found.kinds()) {
        metrics.add(high("true_positive_rate", kind.truePositiveRate(), split, kind.name()));
      }
    }
    if (found.normals() > 0 && found.anomalies() > 0) {
      double f1 = 2.0 * found.truePositives() / (found.anomalies() + found.positives());
      metrics.add(high("f1", f1, split, Ranking.ALL_KINDS));
      if (found.positives() > 0) {
        metrics.add(high("precision", found.precision(), split, Ranking.ALL_KINDS));
      }
    }
    return metrics;
  }

  private static Metric high(String name, double value, String split, String slice) {
    return new Metric(name, value, SHARE, split, slice, Better.HIGH);
  }
}
