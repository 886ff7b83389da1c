package io.latentlake.train;

import java.util.List;

/**
 * The mean of what the workers of a round brought back, and what the round cost.
 *
 * @param parameters mean of the parameters, float32 from a sum in double precision
 * @param optimizerState mean of the optimisers' moments
 * @param losses loss terms of all images of the round
 * @param workers workers that had work
 * @param broadcastBytes what went to each executor
 * @param collectedBytes what came back to the driver
 * @param busyMs milliseconds of the slowest worker's task
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
    List<String> locations) {

  /**
   * Averages.
   *
   * @param start what the round started from
   * @param shares what the workers brought back, in the order of their partitions
   * @return the result
   */
  static RoundResult of(RoundStart start, List<WorkerShare> shares) {
    return new RoundResult(
        mean(shares.stream().map(WorkerShare::parameters).toList()),
        mean(shares.stream().map(WorkerShare::optimizerState).toList()),
        shares.stream().map(WorkerShare::losses).reduce(LossSums.NONE, LossSums::plus),
        shares.size(),
        start.bytes(),
        shares.stream().mapToLong(WorkerShare::bytes).sum(),
        shares.stream().mapToLong(WorkerShare::busyMs).max().orElse(0),
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
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] summand : summands) {
        sum += summand[i];
      }
      mean[i] = (float) (sum / summands.size());
    }
    return mean;
  }
}
