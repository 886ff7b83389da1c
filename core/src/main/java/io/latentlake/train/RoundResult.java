package io.latentlake.train;

import java.util.Arrays;
import java.util.List;

/**
 * The mean of what the workers of a round brought back, weighted by images a step, and what the
 * round cost.
 *
 * <p>All that is linear in the gradient comes out as if one worker had taken a step with all
 * minibatches in one: parameters under plain SGD, first moments, momentum. Second moments are means
 * of squares and so exceed the square of the mean by the gradients' spread among the workers. Of
 * batch normalisation the running mean is that of all images; the running variance is the mean
 * variance <em>within</em> a minibatch and leaves out how far the minibatches' means lie apart,
 * because that is what every worker normalised by, as one worker alone does.
 *
 * @param parameters mean of the parameters, float32 from a sum in double precision
 * @param optimizerState mean of the optimisers' moments, weighted alike
 * @param losses loss terms of all images of the round
 * @param drift how far the workers' parameters were apart
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
    WorkerDrift drift,
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
   * @param places which parameters are learnt
   * @param awayMs milliseconds from the driver's call to the last answer
   * @return the result
   */
  static RoundResult of(
      TrainingState start, List<WorkerShare> shares, ParameterPlaces places, double awayMs) {
    double[] weights = weights(start, shares);
    List<float[]> ends = shares.stream().map(share -> share.end().parameters()).toList();
    float[] mean = mean(ends, weights);
    return new RoundResult(
        mean,
        mean(shares.stream().map(share -> share.end().optimizerState()).toList(), weights),
        shares.stream().map(WorkerShare::losses).reduce(LossSums.NONE, LossSums::plus),
        WorkerDrift.of(start.parameters(), ends, weights, mean, places),
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

  /** Relative to the largest: equal weights are 1 and add no rounding. */
  private static double[] weights(TrainingState start, List<WorkerShare> shares) {
    double[] weights = shares.stream().mapToDouble(share -> share.imagesPerStep(start)).toArray();
    double largest = Arrays.stream(weights).max().orElseThrow();
    return Arrays.stream(weights).map(weight -> weight / largest).toArray();
  }

  private static float[] mean(List<float[]> summands, double[] weights) {
    if (summands.size() == 1) {
      return summands.get(0);
    }
    float[] mean = new float[summands.get(0).length];
    double total = Arrays.stream(weights).sum();
    double[] sums = new double[BLOCK];
    for (int from = 0; from < mean.length; from += BLOCK) {
      int length = Math.min(BLOCK, mean.length - from);
      Arrays.fill(sums, 0);
      for (int worker = 0; worker < weights.length; worker++) {
        float[] summand = summands.get(worker);
        double weight = weights[worker];
        for (int i = 0; i < length; i++) {
          sums[i] += weight * summand[from + i];
        }
      }
      for (int i = 0; i < length; i++) {
        mean[from + i] = (float) (sums[i] / total);
      }
    }
    return mean;
  }
}
