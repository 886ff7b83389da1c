package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * Partial sums over a range of the ranked items; element 0 is for all kinds of anomaly together,
 * the others for one kind each.
 *
 * @param pairs normal items ranked below anomalies, summed over the anomalies, ties counting half
 * @param precisions precision at each anomaly, summed over the anomalies
 */
record RankSums(double[] pairs, double[] precisions) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Sums over a range.
   *
   * @param groups the range, as {@link TieGroups} gives it
   * @param above items ranked above it, by column
   * @param normals all normal items
   */
  static RankSums of(Iterator<long[]> groups, long[] above, long normals) {
    int width = above.length;
    double[] pairs = new double[width];
    double[] precisions = new double[width];
    long[] seen = above.clone();
    while (groups.hasNext()) {
      long[] group = groups.next();
      double below = normals - seen[0] - group[0] / 2.0;
      long anomalies = 0;
      long anomaliesSeen = 0;
      for (int column = 0; column < width; column++) {
        seen[column] += group[column];
        if (column > 0) {
          anomalies += group[column];
          anomaliesSeen += seen[column];
          add(pairs, precisions, column, group[column], below, seen[column], seen[0]);
        }
      }
      add(pairs, precisions, 0, anomalies, below, anomaliesSeen, seen[0]);
    }
    return new RankSums(pairs, precisions);
  }

  private static void add(
      double[] pairs,
      double[] precisions,
      int column,
      long anomalies,
      double below,
      long anomaliesSeen,
      long normalsSeen) {
    if (anomalies > 0) {
      pairs[column] += anomalies * below;
      precisions[column] += anomalies * ((double) anomaliesSeen / (anomaliesSeen + normalsSeen));
    }
  }

  static RankSums add(List<RankSums> parts) {
    double[] pairs = new double[parts.get(0).pairs().length];
    double[] precisions = new double[pairs.length];
    for (RankSums part : parts) {
      for (int column = 0; column < pairs.length; column++) {
        pairs[column] += part.pairs()[column];
        precisions[column] += part.precisions()[column];
      }
    }
    return new RankSums(pairs, precisions);
  }

  /**
   * Turns the sums over all items into a ranking.
   *
   * @param kind name of the ranking
   * @param column which element
   * @param total all items by column
   */
  Ranking ranking(String kind, int column, long[] total) {
    long anomalies = column == 0 ? 0 : total[column];
    for (int other = 1; column == 0 && other < total.length; other++) {
      anomalies += total[other];
    }
    return new Ranking(
        kind,
        anomalies,
        total[0],
        pairs[column] / ((double) anomalies * total[0]),
        precisions[column] / anomalies);
  }
}
