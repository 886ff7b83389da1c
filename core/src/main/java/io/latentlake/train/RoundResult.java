package io.latentlake.train;

import java.util.Arrays;
import java.util.List;

/**
 * The mean of what the workers of a round brought back, and what the round cost.
 *
 * @param parameters mean of the parameters, float32 from a sum in double precision
 * @param optimizerState mean of the optimisers' moments
 * @param losses loss terms of all images of the round
 * @param workers workers that had work
 * @param broadcastBytes what went to each executor
 * @param collectedBytes what came back to the driver, sent or handed over
 * @param busyMs milliseconds of the slowest worker's task
 * @param awayMs milliseconds from the driver's call to the last answer, the workers' time included
 * @param locations where each worker ran, in Spark's spelling
 */
record RoundResult(
    float[] parameters,
    float[] optimizerState,
    LossSums losses,
    int workers,
    long broadcastBytes,
    long collectedBytes,
    long busyMs,
    double awayMs,
    List<String> locations) {
  // Sums that stay in the processor's nearest cache while every worker's values are added.
  private static final int BLOCK = 1024;

  /**
   * Averages.
   *
   * @param start what the round started from
   * @param shares what the workers brought back, in the order of their partitions
   * @param awayMs milliseconds from the driver's call to the last answer
   * @return the result
   */
  static RoundResult of(RoundStart start, List<WorkerShare> shares, double awayMs) {
    return new RoundResult(
        mean(shares.stream().map(share -> share.end().parameters()).toList()),
        mean(shares.stream().map(share -> share.end().optimizerState()).toList()),
        shares.stream().map(WorkerShare::losses).reduce(LossSums.NONE, LossSums::plus),
        shares.size(),
        start.bytes(),
        shares.stream().mapToLong(share -> share.end().bytes()).sum(),
        shares.stream().mapToLong(WorkerShare::busyMs).max().orElse(0),
        awayMs,
        shares.stream().map(WorkerShare::location).toList());
  }

  boolean finite() {
    return Double.isFinite(losses.loss())
        && Floats.finite(parameters)
        && Floats.finite(optimizerState);
  }

  private static float[] mean(List<float[]> summands) {
    if (summands.size() == 1) {
      return summands.get(0);
    }
    float[] mean = new float[summands.get(0).length];
    double[] sums = new double[BLOCK];
    for (int from = 0; from < mean.length; from += BLOCK) {
      int length = Math.min(BLOCK, mean.length - from);
      Arrays.fill(sums, 0);
      for (float[] summand : summands) {
        for (int i = 0; i < length; i++) {
          sums[i] += summand[from + i];
        }
      }
      for (int i = 0; i < length; i++) {
        mean[from + i] = (float) (sums[i] / summands.size());
      }
    }
    return mean;
  }
}
