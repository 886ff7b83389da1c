package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Items in order of descending score, for a pass on the executors: they count equal scores and sort
 * the rest, so that the result is exact for any number of items.
 */
final class RankedItems {
  /** Column: a number, higher for what looks more anomalous. */
  static final String SCORE = "score";

  /** Number of items that one task sorts in a second or two, faster than several tasks. */
  private static final long ITEMS_SORTED_AT_ONCE = 500_000;

  private final Dataset<Row> items;
  private final Map<String, Integer> columns;
  private final long[] total;
  private final long itemsSortedAtOnce;

  private RankedItems(
      Dataset<Row> items, Map<String, Integer> columns, long[] total, long itemsSortedAtOnce) {
    this.items = items;
    this.columns = columns;
    this.total = total;
    this.itemsSortedAtOnce = itemsSortedAtOnce;
  }

  /**
   * Counts the items of each kind.
   *
   * @param items a row an item, with {@link #SCORE} and {@link GroundTruth#KIND}
   * @throws IllegalArgumentException if a score is null or NaN
   */
  static RankedItems of(Dataset<Row> items) {
    return of(items, ITEMS_SORTED_AT_ONCE);
  }

  /** The same with another limit on the items that one task sorts. */
  static RankedItems of(Dataset<Row> items, long itemsSortedAtOnce) {
    List<Row> kinds = countKinds(items);
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (Row kind : kinds) {
      if (!kind.isNullAt(0)) {
        columns.put(kind.getString(0), columns.size() + 1);
      }
    }
    long[] total = new long[columns.size() + 1];
    for (Row kind : kinds) {
      total[column(kind, columns)] += kind.getLong(1);
    }
    return new RankedItems(items, columns, total, itemsSortedAtOnce);
  }

  /** Whether there are both anomalies and normal items. */
  boolean comparable() {
    return !columns.isEmpty() && total[0] > 0;
  }

  /** Column of each kind of anomaly in {@link #total} and {@link TieGroups}, in their order. */
  Map<String, Integer> columns() {
    return columns;
  }

  /** How many items there are: normal ones (column 0) and of each kind (columns from 1). */
  long[] total() {
    return total.clone();
  }

  /**
   * What a task makes of a range of the items.
   *
   * @param <T> the result, small enough for the driver
   */
  interface Pass<T> extends Serializable {
    /**
     * Goes through the range.
     *
     * @param groups its items
     * @param above how many items of each column rank above it
     */
    T over(TieGroups groups, long[] above);
  }

  /** The results of all ranges, the highest scores first. */
  <T> List<T> pass(Pass<T> pass) {
    int width = total.length;
    if (Arrays.stream(total).sum() <= itemsSortedAtOnce) {
      return tallies(grouped -> grouped.coalesce(1))
          .mapPartitions(
              rows -> List.of(pass.over(new TieGroups(rows, width), new long[width])).iterator())
          .collect();
    }
    JavaRDD<TieGroups.Tally> tallies =
        tallies(grouped -> grouped.repartitionByRange(col(SCORE).desc()));
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
    return tallies
        .mapPartitionsWithIndex(
            (partition, rows) ->
                List.of(pass.over(new TieGroups(rows, width), above.get(partition))).iterator(),
            true)
        .collect();
  }

  /** Counts each kind that occurs, in alphabetical order; the normal items' kind is null. */
  private static List<Row> countKinds(Dataset<Row> items) {
    List<Row> kinds =
        items
            .groupBy(GroundTruth.KIND)
            .agg(
                count(lit(1)),
                sum(when(col(SCORE).isNull().or(col(SCORE).isNaN()), 1).otherwise(0)))
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
  private JavaRDD<TieGroups.Tally> tallies(UnaryOperator<Dataset<Row>> partition) {
    Map<String, Integer> sent = columns;
    Dataset<Row> grouped =
        items
            .select(col(GroundTruth.KIND), col(SCORE).cast(DataTypes.DoubleType).as(SCORE))
            .groupBy(GroundTruth.KIND, SCORE)
            .agg(count(lit(1)));
    return partition
        .apply(grouped)
        .sortWithinPartitions(col(SCORE).desc())
        .toJavaRDD()
        .map(row -> new TieGroups.Tally(row.getDouble(1), column(row, sent), row.getLong(2)));
  }

  private static int column(Row row, Map<String, Integer> columns) {
    return row.isNullAt(0) ? 0 : columns.get(row.getString(0));
  }
}
