package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;

import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How well a score ranks anomalies above normal items. The result is exact for any number of items;
 * only a few sums per partition reach the driver.
 *
 * @param kind kind of the anomalies; {@link MetricsTable#ALL} for all kinds together
 * @param anomalies number of anomalies
 * @param normals number of normal items
 * @param auroc share of all pairs of an anomaly and a normal item in which the anomaly has the
 *     higher score, equal scores counting half; 1 is perfect, 0.5 is guessing
 * @param averagePrecision mean over the anomalies of the share of anomalies among the items that
 *     score at least as high; 1 is perfect
 * @param f1Cut the threshold that the labels would choose
 */
public record Ranking(
    String kind, long anomalies, long normals, double auroc, double averagePrecision, F1Cut f1Cut) {
  /** Name of all kinds together. */
  static final String ALL_KINDS = MetricsTable.ALL;

  /** Unit of its figures. */
  static final String SHARE = "share";

  /**
   * Ranks anomalies of all kinds together, then of each kind alone, always against all normals.
   *
   * @param items the items
   * @return the rankings, kinds in alphabetical order; empty without anomalies or without normals
   * @throws IllegalArgumentException if a score is null or NaN
   */
  static List<Ranking> of(RankedItems items) {
    if (!items.comparable()) {
      return List.of();
    }
    long[] total = items.total();
    RankSums sums = RankSums.add(items.pass((groups, above) -> RankSums.of(groups, above, total)));
    List<Ranking> rankings = new ArrayList<>();
    rankings.add(sums.ranking(ALL_KINDS, 0, total));
    items.columns().forEach((kind, column) -> rankings.add(sums.ranking(kind, column, total)));
    return rankings;
  }

  /** Ranks the images of a split by a number that each has. */
  static List<Ranking> of(Dataset<Row> judged, String split, Column score) {
    return of(
        RankedItems.of(
            judged
                .filter(col(ImagesTable.SPLIT).equalTo(split))
                .select(score.as(RankedItems.SCORE), col(GroundTruth.KIND))));
  }

  Metric aurocMetric(String name, String split) {
    return aurocMetric(name, split, kind);
  }

  Metric aurocMetric(String name, String split, String slice) {
    return new Metric(name, auroc, SHARE, split, slice, Better.HIGH);
  }

  Metric averagePrecisionMetric(String name, String split) {
    return new Metric(name, averagePrecision, SHARE, split, kind, Better.HIGH);
  }
}
