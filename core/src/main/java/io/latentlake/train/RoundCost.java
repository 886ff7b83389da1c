package io.latentlake.train;

import java.util.Locale;

/**
 * What averaging rounds cost, in all.
 *
 * @param rounds how many
 * @param workers workers of the largest round
 * @param parameters values that are averaged: the network's, and the optimiser's moments
 * @param broadcastBytes what each executor was sent
 * @param collectedBytes what came back to the driver; in the driver's own JVM it is handed over and
 *     does not travel
 * @param totalMs wall-clock milliseconds
 * @param busyMs milliseconds of each round's slowest worker
 * @param driverMs milliseconds in which the driver itself worked, and nobody else: copying and
 *     averaging
 */
public record RoundCost(
    int rounds,
    int workers,
    long parameters,
    long broadcastBytes,
    long collectedBytes,
    double totalMs,
    double busyMs,
    double driverMs) {
  static final RoundCost NONE = new RoundCost(0, 0, 0, 0, 0, 0, 0, 0);

  RoundCost plus(RoundResult round, double ms) {
    return new RoundCost(
        rounds + 1,
        Math.max(workers, round.workers()),
        round.parameters().length + (long) round.optimizerState().length,
        broadcastBytes + round.broadcastBytes(),
        collectedBytes + round.collectedBytes(),
        totalMs + ms,
        busyMs + round.busyMs(),
        driverMs + Math.max(0, ms - round.awayMs()));
  }

  /**
   * Time in which no worker was training: sending, collecting, averaging, scheduling.
   *
   * @return share of the rounds' time, from 0 to 1; lower is better
   */
  public double overheadShare() {
    return totalMs == 0 ? 0 : Math.max(0, 1 - busyMs / totalMs);
  }

  /**
   * Time in which the driver alone worked.
   *
   * @return share of the rounds' time, from 0 to 1; lower is better
   */
  public double driverShare() {
    return totalMs == 0 ? 0 : driverMs / totalMs;
  }

  /**
   * Reads as a line for people.
   *
   * @return the line
   */
  @Override
  public String toString() {
    int n = Math.max(1, rounds);
    return String.format(
        Locale.ROOT,
        "%,d averaging rounds of %.0f ms: %,d values (parameters and optimiser) of %d workers, %.2f"
            + " MB to each executor, %.2f MB back to the driver; no worker trained for %.0f ms (%.0f"
            + " %%), of which the driver averaged for %.0f ms (%.0f %%) and Spark took the rest",
        rounds,
        totalMs / n,
        parameters,
        workers,
        broadcastBytes / 1e6 / n,
        collectedBytes / 1e6 / n,
        (totalMs - busyMs) / n,
        100 * overheadShare(),
        driverMs / n,
        100 * driverShare());
  }
}
