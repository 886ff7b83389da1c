package io.latentlake.evaluate;

import java.io.Serializable;

/**
 * Searches a range of the ranked items for the {@link F1Cut}, from the highest score to the lowest.
 * Searches of adjacent ranges are joined with {@link #then}.
 */
final class F1Search implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The first score of the range; NaN while there is none. */
  private double first = Double.NaN;

  private double best = -1;

  /** The lowest score that the best cut calls anomalous. */
  private double above = Double.NaN;

  /** The next score below the best cut; NaN while the range has none. */
  private double below = Double.NaN;

  /**
   * Goes on to the items of the next lower score.
   *
   * @param score their score
   * @param found anomalies that score at least as high
   * @param falseAlarms normal items that score at least as high
   * @param anomalies all anomalies, at least 1
   */
  void next(double score, long found, long falseAlarms, long anomalies) {
    if (Double.isNaN(first)) {
      first = score;
    }
    if (Double.isNaN(below)) {
      below = score;
    }
    double f1 = 2.0 * found / (anomalies + found + falseAlarms);
    if (f1 > best) {
      best = f1;
      above = score;
      below = Double.NaN;
    }
  }

  /**
   * Joins the search of the next lower range.
   *
   * @param lower that search
   * @return the search of both ranges
   */
  F1Search then(F1Search lower) {
    F1Search better = lower.best > best ? lower : this;
    F1Search both = new F1Search();
    both.first = Double.isNaN(first) ? lower.first : first;
    both.best = better.best;
    both.above = better.above;
    both.below = better == this && Double.isNaN(below) ? lower.first : better.below;
    return both;
  }

  /**
   * The result, once all items are searched.
   *
   * @return the cut of highest F1
   */
  F1Cut cut() {
    double halfway = below + (above - below) / 2;
    // Not so if there is nothing below, no number between, or a score is infinite
    double threshold =
        halfway < above ? halfway : Double.isNaN(below) ? Math.nextDown(above) : below;
    return new F1Cut(best, threshold);
  }
}
