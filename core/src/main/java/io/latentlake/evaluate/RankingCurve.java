package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.ScoresTable;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What every threshold on the anomaly score would lead to, for ROC and precision-recall curves.
 * Only the points of the curve reach the driver.
 *
 * @param ranking how well the score ranks anomalies of all kinds
 * @param points from the highest threshold to the lowest, at which every image counts as an
 *     anomaly; of more than {@value CurvePoints#STEPS} anomalies or normal images, so many that no
 *     rate rises by more than 1 / {@value CurvePoints#STEPS} between two points, but for ties
 */
public record RankingCurve(Ranking ranking, List<Point> points) {
  /**
   * The outcome of one threshold.
   *
   * @param score images with this anomaly score or a higher one count as anomalies
   * @param truePositiveRate share of the anomalies that do, also called recall; high is good
   * @param falsePositiveRate share of the normal images that do; low is good
   * @param precision share of anomalies among the images that do; high is good
   */
  public record Point(
      double score, double truePositiveRate, double falsePositiveRate, double precision)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Ranks images by their anomaly score.
   *
   * @param judged scores as {@link GroundTruth#judge} gives them, of one split
   * @return the curve; empty without anomalies or without normal images
   * @throws IllegalArgumentException if a score is NaN
   */
  public static Optional<RankingCurve> of(Dataset<Row> judged) {
    return of(
        RankedItems.of(
            judged.select(
                ScoresTable.anomalyScore().as(RankedItems.SCORE),
                when(col(GroundTruth.KIND).isNotNull(), lit(Ranking.ALL_KINDS))
                    .as(GroundTruth.KIND))));
  }

  /** The same for items that are normal or of one kind. */
  static Optional<RankingCurve> of(RankedItems items) {
    if (!items.comparable()) {
      return Optional.empty();
    }
    long[] total = items.total();
    List<Range> ranges =
        items.pass(
            (groups, above) -> {
              CurvePoints points = new CurvePoints(groups, above, total);
              RankSums sums = RankSums.of(points, above, total);
              return new Range(sums, points.kept());
            });
    RankSums sums = RankSums.add(ranges.stream().map(Range::sums).toList());
    return Optional.of(
        new RankingCurve(
            sums.ranking(Ranking.ALL_KINDS, 0, total),
            ranges.stream().flatMap(range -> range.points().stream()).toList()));
  }

  /** What a range of the ranked items contributes. */
  private record Range(RankSums sums, List<Point> points) implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}
