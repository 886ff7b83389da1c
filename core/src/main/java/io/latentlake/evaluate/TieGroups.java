package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Items in order of descending score, grouped by equal score: per group, how many are normal
 * (column 0) and how many of each kind of anomaly (columns from 1).
 */
final class TieGroups implements ScoredGroups {
  /**
   * Items of one kind that have one score.
   *
   * @param score their score
   * @param column 0 for normal items, else the number of their kind
   * @param count how many
   */
  record Tally(double score, int column, long count) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private final Iterator<Tally> tallies;
  private final int width;
  private Tally next;
  private double score;

  /**
   * Groups tallies.
   *
   * @param tallies sorted by descending score
   * @param width number of columns
   */
  TieGroups(Iterator<Tally> tallies, int width) {
    this.tallies = tallies;
    this.width = width;
    advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public long[] next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    long[] group = new long[width];
    score = next.score();
    while (next != null && next.score() == score) {
      group[next.column()] += next.count();
      advance();
    }
    return group;
  }

  @Override
  public double score() {
    return score;
  }

  /** Counts all that are left. */
  long[] total() {
    long[] total = new long[width];
    for (; next != null; advance()) {
      total[next.column()] += next.count();
    }
    return total;
  }

  private void advance() {
    next = tallies.hasNext() ? tallies.next() : null;
  }
}
