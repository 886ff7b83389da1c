package io.latentlake.evaluate;

import java.util.Iterator;

/** Groups of items of equal score, in order of descending score: per group, how many by column. */
interface ScoredGroups extends Iterator<long[]> {
  /** The score of the last group that {@link #next} returned. */
  double score();
}
