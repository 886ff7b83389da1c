package io.latentlake.evaluate;

import java.util.ArrayList;
import java.util.List;

/** Ties of normal items and anomalies, passed on; keeps points of the curve that they make. */
final class CurvePoints implements ScoredGroups {
  /** Steps of each rate that have a point, finer than the eye sees on a page. */
  static final int STEPS = 200;

  private final TieGroups groups;
  private final long[] total;
  private final long[] seen;
  private final List<RankingCurve.Point> kept = new ArrayList<>();

  /**
   * Begins a range.
   *
   * @param groups the range, with one kind of anomaly
   * @param above items ranked above it: normal ones and anomalies
   * @param total all items
   */
  CurvePoints(TieGroups groups, long[] above, long[] total) {
    this.groups = groups;
    this.total = total;
    this.seen = above.clone();
  }

  @Override
  public boolean hasNext() {
    return groups.hasNext();
  }

  @Override
  public long[] next() {
    long[] group = groups.next();
    boolean step = false;
    for (int column = 0; column < seen.length; column++) {
      long before = seen[column] * STEPS / total[column];
      seen[column] += group[column];
      step |= seen[column] * STEPS / total[column] > before;
    }
    if (step) {
      kept.add(
          new RankingCurve.Point(
              groups.score(),
              (double) seen[1] / total[1],
              (double) seen[0] / total[0],
              (double) seen[1] / (seen[0] + seen[1])));
    }
    return group;
  }

  @Override
  public double score() {
    return groups.score();
  }

  /** The points so far. */
  List<RankingCurve.Point> kept() {
    return kept;
  }
}
