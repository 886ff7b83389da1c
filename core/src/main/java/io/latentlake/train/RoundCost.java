package io.latentlake.train;

/**
 * What averaging rounds cost, in all.
 *
 * @param rounds how many
 * @param broadcastBytes what each executor was sent
 * @param collectedBytes what came back to the driver
 * @param totalMs wall-clock milliseconds
 * @param busyMs milliseconds of each round's slowest worker
 */
public record RoundCost(
    int rounds, long broadcastBytes, long collectedBytes, double totalMs, double busyMs) {
  static final RoundCost NONE = new RoundCost(0, 0, 0, 0, 0);

  RoundCost plus(RoundResult round, double ms) {
    return new RoundCost(
        rounds + 1,
        broadcastBytes + round.broadcastBytes(),
        collectedBytes + round.collectedBytes(),
        totalMs + ms,
        busyMs + round.busyMs());
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
   * Reads as a line for people.
   *
   * @return the line
   */
  @Override
  public String toString() {
    int n = Math.max(1, rounds);
    return String.format(
        "%d averaging rounds of %.0f ms: %.2f MB to each executor, %.2f MB back to the driver,"
            + " %.0f ms (%.0f %%) in which no worker trained",
        rounds,
        totalMs / n,
        broadcastBytes / 1e6 / n,
        collectedBytes / 1e6 / n,
        (totalMs - busyMs) / n,
        100 * overheadShare());
  }
}
