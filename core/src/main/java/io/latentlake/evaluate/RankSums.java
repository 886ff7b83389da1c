package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Partial sums over a range of the ranked items; element 0 is for all kinds of anomaly together,
 * the others for one kind each.
 *
 * @param pairs normal items ranked below anomalies, summed over the anomalies, ties counting half
 * @param precisions precision at each anomaly, summed over the anomalies
 * @param cuts search for the highest F1
 */
record RankSums(double[] pairs, double[] precisions, F1Search[] cuts) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Sums over a range.
   *
   * @param groups the range
   * @param above items ranked above it, by column
   * @param total all items, by column
   */
  static RankSums of(ScoredGroups groups, long[] above, long[] total) {
    int width = above.length;
    long normals = total[0];
    F1Search[] cuts = searches(width);
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
          if (group[column] + group[0] > 0) {
            cuts[column].next(groups.score(), seen[column], seen[0], total[column]);
          }
        }
      }
      add(pairs, precisions, 0, anomalies, below, anomaliesSeen, seen[0]);
      cuts[0].next(groups.score(), anomaliesSeen, seen[0], anomalies(0, total));
    }
    return new RankSums(pairs, precisions, cuts);
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

  private static F1Search[] searches(int width) {
    return Stream.generate(F1Search::new).limit(width).toArray(F1Search[]::new);
  }

  /**
   * Sums over several ranges.
   *
   * @param parts adjacent ranges, from the highest scores to the lowest
   */
  static RankSums add(List<RankSums> parts) {
    double[] pairs = new double[parts.get(0).pairs().length];
    double[] precisions = new double[pairs.length];
    F1Search[] cuts = searches(pairs.length);
    for (RankSums part : parts) {
      for (int column = 0; column < pairs.length; column++) {
        pairs[column] += part.pairs()[column];
        precisions[column] += part.precisions()[column];
        cuts[column] = cuts[column].then(part.cuts()[column]);
      }
    }
    return new RankSums(pairs, precisions, cuts);
  }

  /**
   * Turns the sums over all items into a ranking.
   *
   * @param kind name of the ranking
   * @param column which element
   * @param total all items by column
   */
  Ranking ranking(String kind, int column, long[] total) {
    long anomalies = anomalies(column, total);
    return new Ranking(
        kind,
        anomalies,
        total[0],
        pairs[column] / ((double) anomalies * total[0]),
        precisions[column] / anomalies,
        cuts[column].cut());
  }

  private static long anomalies(int column, long[] total) {
    return column == 0 ? Arrays.stream(total).skip(1).sum() : total[column];
  }
}
