package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.MetricsTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * How well a score ranks anomalies above normal items. The result is exact for any number of items:
 * the executors count equal scores and sort the rest; only a few sums per partition reach the
 * driver.
 *
 * @param kind kind of the anomalies; {@link #ALL_KINDS} for all kinds together
 * @param anomalies number of anomalies
 * @param normals number of normal items
 * @param auroc share of all pairs of an anomaly and a normal item in which the anomaly has the
 *     higher score, equal scores counting half; 1 is perfect, 0.5 is guessing
 * @param averagePrecision mean over the anomalies of the share of anomalies among the items that
 *     score at least as high; 1 is perfect
 * @param f1Cut the threshold that the labels would choose
 */
record Ranking(
    String kind, long anomalies, long normals, double auroc, double averagePrecision, F1Cut f1Cut) {
  /** Column: a number, higher for what looks more anomalous. */
  static final String SCORE = "score";

  /** Name of all kinds together. */
  static final String ALL_KINDS = MetricsTable.ALL;

  /** Number of items that one task sorts in a second or two, faster than several tasks. */
  private static final long ITEMS_SORTED_AT_ONCE = 500_000;

  /**
   * Ranks anomalies of all kinds together, then of each kind alone, always against all normals.
   *
   * @param items a row an item, with {@link #SCORE} and {@link GroundTruth#KIND}
   * @return the rankings, kinds in alphabetical order; empty without anomalies or without normals
   * @throws IllegalArgumentException if a score is null or NaN
   */
  static List<Ranking> of(Dataset<Row> items) {
    return of(items, ITEMS_SORTED_AT_ONCE);
  }

  /** The same with another limit on the items that one task sorts. */
  static List<Ranking> of(Dataset<Row> items, long itemsSortedAtOnce) {
    List<Row> kinds = countKinds(items);
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (Row kind : kinds) {
      if (!kind.isNullAt(0)) {
        columns.put(kind.getString(0), columns.size() + 1);
      }
    }
    if (columns.isEmpty() || columns.size() == kinds.size()) {
      return List.of();
    }
    long[] total = new long[columns.size() + 1];
    for (Row kind : kinds) {
      total[column(kind, columns)] += kind.getLong(1);
    }
    RankSums sums = rankSums(items, columns, total, itemsSortedAtOnce);
    List<Ranking> rankings = new ArrayList<>();
    rankings.add(sums.ranking(ALL_KINDS, 0, total));
    columns.forEach((kind, column) -> rankings.add(sums.ranking(kind, column, total)));
    return rankings;
  }

  private static int column(Row row, Map<String, Integer> columns) {
    return row.isNullAt(0) ? 0 : columns.get(row.getString(0));
  }

  private static RankSums rankSums(
      Dataset<Row> items, Map<String, Integer> columns, long[] total, long itemsSortedAtOnce) {
    int width = total.length;
    if (Arrays.stream(total).sum() <= itemsSortedAtOnce) {
      return RankSums.add(
          tallies(items, columns, grouped -> grouped.coalesce(1))
              .mapPartitions(
                  rows ->
                      List.of(RankSums.of(new TieGroups(rows, width), new long[width], total))
                          .iterator())
              .collect());
    }
    JavaRDD<TieGroups.Tally> tallies =
        tallies(items, columns, grouped -> grouped.repartitionByRange(col(SCORE).desc()));
    List<long[]> above = new ArrayList<>();
    long[] seen = new long[width];
    for (long[] count :
        tallies
            .mapPartitions(rows -> List.of(new TieGroups(rows, width).total()).iterator())
            .collect()) {
      above.add(seen.clone());
      for (int column = 0; column < width; column++) {
        seen[column] += count[column];
      }
    }
    return RankSums.add(
        tallies
            .mapPartitionsWithIndex(
                (partition, rows) ->
                    List.of(RankSums.of(new TieGroups(rows, width), above.get(partition), total))
                        .iterator(),
                true)
            .collect());
  }

  /** Counts each kind that occurs, in alphabetical order; the normal items' kind is null. */
  private static List<Row> countKinds(Dataset<Row> items) {
    Column broken = col(SCORE).isNull().or(col(SCORE).isNaN());
    List<Row> kinds =
        items
            .groupBy(GroundTruth.KIND)
            .agg(count(lit(1)), sum(when(broken, 1).otherwise(0)))
            .sort(GroundTruth.KIND)
            .collectAsList();
    for (Row kind : kinds) {
      if (kind.getLong(2) > 0) {
        throw new IllegalArgumentException(
            kind.getLong(2)
                + " of "
                + kind.getLong(1)
                + " scores are null or NaN; a ranking needs numbers");
      }
    }
    return kinds;
  }

  /** Counts equal items and sorts by descending score; equal scores must share a partition. */
  private static JavaRDD<TieGroups.Tally> tallies(
      Dataset<Row> items, Map<String, Integer> columns, UnaryOperator<Dataset<Row>> partition) {
    Dataset<Row> grouped =
        items
            .select(col(GroundTruth.KIND), col(SCORE).cast(DataTypes.DoubleType).as(SCORE))
            .groupBy(GroundTruth.KIND, SCORE)
            .agg(count(lit(1)));
    return partition
        .apply(grouped)
        .sortWithinPartitions(col(SCORE).desc())
        .toJavaRDD()
        .map(row -> new TieGroups.Tally(row.getDouble(1), column(row, columns), row.getLong(2)));
  }
}
