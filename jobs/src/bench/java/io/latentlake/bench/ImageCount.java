package io.latentlake.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts images beside a benchmark's calls, so that JMH reports images a second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class ImageCount {
  /** Images since the iteration began. */
  public long images;
}
