package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the threshold says of the images of a split, against the truth. A positive is an image above
 * the threshold.
 *
 * @param split the split
 * @param threshold what the images were judged by; empty if their rows do not name it
 * @param falsePositives normal images above the threshold
 * @param trueNegatives normal images that are not
 * @param kinds the anomalies by kind, in alphabetical order
 */
public record Confusion(
    String split,
    OptionalDouble threshold,
    long falsePositives,
    long trueNegatives,
    List<Kind> kinds) {
  /**
   * The anomalies of one kind.
   *
   * @param name the kind
   * @param truePositives those above the threshold
   * @param falseNegatives those that are not
   */
  public record Kind(String name, long truePositives, long falseNegatives) {
    /**
     * How many there are.
     *
     * @return at least 1
     */
    public long images() {
      return truePositives + falseNegatives;
    }

    /**
     * Share of them above the threshold; high is good.
     *
     * @return 0 to 1
     */
    public double truePositiveRate() {
      return (double) truePositives / images();
    }
  }

  /**
   * Counts images on the executors.
   *
   * @param judged scores as {@link GroundTruth#judge} gives them
   * @return one for each split, in alphabetical order; empty if the model has no threshold
   */
  public static List<Confusion> of(Dataset<Row> judged) {
    Map<String, List<Row>> bySplit = new LinkedHashMap<>();
    for (Row row :
        judged
            .filter(col(ScoresTable.IS_ANOMALY).isNotNull())
            .groupBy(ScoresTable.SPLIT, GroundTruth.KIND)
            .agg(
                sum(when(col(ScoresTable.IS_ANOMALY), 1).otherwise(0)),
                sum(when(col(ScoresTable.IS_ANOMALY), 0).otherwise(1)),
                max(ScoresTable.THRESHOLD))
            .sort(ScoresTable.SPLIT, GroundTruth.KIND)
            .collectAsList()) {
      bySplit.computeIfAbsent(row.getString(0), split -> new ArrayList<>()).add(row);
    }
    List<Confusion> confusions = new ArrayList<>();
    bySplit.forEach((split, rows) -> confusions.add(of(split, rows)));
    return confusions;
  }

  private static Confusion of(String split, List<Row> rows) {
    long falsePositives = 0;
    long trueNegatives = 0;
    List<Kind> kinds = new ArrayList<>();
    for (Row row : rows) {
      if (row.isNullAt(1)) {
        falsePositives += row.getLong(2);
        trueNegatives += row.getLong(3);
      } else {
        kinds.add(new Kind(row.getString(1), row.getLong(2), row.getLong(3)));
      }
    }
    Row any = rows.get(0);
    OptionalDouble threshold =
        any.isNullAt(4) ? OptionalDouble.empty() : OptionalDouble.of(any.getDouble(4));
    return new Confusion(split, threshold, falsePositives, trueNegatives, kinds);
  }

  /**
   * How many normal images there are.
   *
   * @return 0 or more
   */
  public long normals() {
    return falsePositives + trueNegatives;
  }

  /**
   * How many anomalies there are.
   *
   * @return 0 or more
   */
  public long anomalies() {
    return kinds.stream().mapToLong(Kind::images).sum();
  }

  /**
   * Anomalies above the threshold, of all kinds.
   *
   * @return 0 or more
   */
  public long truePositives() {
    return kinds.stream().mapToLong(Kind::truePositives).sum();
  }

  /**
   * All images above the threshold.
   *
   * @return 0 or more
   */
  public long positives() {
    return truePositives() + falsePositives;
  }

  /**
   * Share of the normal images above the threshold; low is good.
   *
   * @return 0 to 1; NaN without normal images
   */
  public double falsePositiveRate() {
    return (double) falsePositives / normals();
  }

  /**
   * Share of the anomalies above the threshold, also called recall; high is good.
   *
   * @return 0 to 1; NaN without anomalies
   */
  public double truePositiveRate() {
    return (double) truePositives() / anomalies();
  }

  /**
   * Share of anomalies among the images above the threshold; high is good.
   *
   * @return 0 to 1; NaN if there are no such images
   */
  public double precision() {
    return (double) truePositives() / positives();
  }
}
