package io.latentlake.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.latentlake.architecture.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far the workers of averaging rounds ended apart, as sums over rounds. Rounds of a single
 * worker, in which nothing is averaged, add nothing.
 *
 * @param apart Σ_k w_k‖p_k − m‖² of the learnt parameters: p_k of worker k, m their mean, weights
 *     w_k that sum to 1
 * @param moved ‖m − s‖², s being where the round started
 * @param statisticsApart of batch normalisations, for each channel Σ_k w_k((μ_k − μ)² + (σ_k −
 *     σ)²)/σ²: μ and σ² the mean's statistics, μ_k and σ_k² a worker's
 * @param channels channels added up there
 */
record WorkerDrift(
    @JsonProperty("apart") double apart,
    @JsonProperty("moved") double moved,
    @JsonProperty("statistics_apart") double statisticsApart,
    @JsonProperty("channels") long channels) {
  static final WorkerDrift NONE = new WorkerDrift(0, 0, 0, 0);

  // Squares that stay in the processor's nearest cache while every worker's are added.
  private static final int BLOCK = 1024;

  /**
   * Measures a round. All differences are of parameters that lie close together, so that none is
   * lost in rounding.
   *
   * @param start parameters that the round started from
   * @param workers parameters that each worker ended with
   * @param weights what each weighs in the mean
   * @param mean their mean
   * @param places which parameters are learnt and which are statistics
   */
  static WorkerDrift of(
      float[] start,
      List<float[]> workers,
      double[] weights,
      float[] mean,
      ParameterPlaces places) {
    if (workers.size() == 1) {
      return NONE;
    }
    double total = Arrays.stream(weights).sum();
    double apart = 0;
    double moved = 0;
    double[] squares = new double[BLOCK];
    for (ParameterPlaces.Span span : places.learnt()) {
      for (int from = span.from(); from < span.to(); from += BLOCK) {
        int length = Math.min(BLOCK, span.to() - from);
        Arrays.fill(squares, 0);
        addSquares(start, mean, from, length, 1, squares);
        moved += sum(squares);
        Arrays.fill(squares, 0);
        for (int worker = 0; worker < weights.length; worker++) {
          addSquares(workers.get(worker), mean, from, length, weights[worker] / total, squares);
        }
        apart += sum(squares);
      }
    }
    double statisticsApart = 0;
    long channels = 0;
    for (ParameterPlaces.Statistics statistics : places.statistics()) {
      channels += statistics.channels();
      for (int worker = 0; worker < weights.length; worker++) {
        statisticsApart += weights[worker] / total * squares(workers.get(worker), mean, statistics);
      }
    }
    return new WorkerDrift(apart, moved, statisticsApart, channels);
  }

  private static void addSquares(
      float[] one, float[] other, int from, int length, double weight, double[] sums) {
    for (int i = 0; i < length; i++) {
      double difference = (double) one[from + i] - other[from + i];
      sums[i] += weight * difference * difference;
    }
  }

  /** Faster than a stream, which compensates for rounding that squares do not suffer from. */
  private static double sum(double[] squares) {
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return sum;
  }

  /** Squared 2-Wasserstein distances of two normal distributions a channel, in variances. */
  private static double squares(float[] worker, float[] mean, ParameterPlaces.Statistics of) {
    double sum = 0;
    for (int i = 0; i < of.channels(); i++) {
      double variance = variance(mean[of.variance() + i]);
      double means = (double) worker[of.mean() + i] - mean[of.mean() + i];
      double deviations = Math.sqrt(variance(worker[of.variance() + i])) - Math.sqrt(variance);
      sum += (means * means + deviations * deviations) / variance;
    }
    return sum;
  }

  /** What a batch normalisation divides by; averaging may leave a variance a little below 0. */
  private static double variance(float running) {
    return Math.max(running, 0) + Operation.Normalise.EPSILON;
  }

  WorkerDrift plus(WorkerDrift other) {
    return new WorkerDrift(
        apart + other.apart,
        moved + other.moved,
        statisticsApart + other.statisticsApart,
        channels + other.channels);
  }

  /**
   * How far the workers' parameters lie from their mean, over how far the mean moved in a round:
   * both root mean squares over rounds. Its square is the workers' gradient diversity less 1.
   *
   * @return 0 for workers that agree, √(k − 1) for k workers whose moves are orthogonal to each
   *     other; empty if nothing was averaged or moved
   * @see <a href="https://arxiv.org/abs/1706.05699">Yin et al. 2018, gradient diversity</a>
   */
  OptionalDouble ofParameters() {
    return moved == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(apart / moved));
  }

  /**
   * How far the workers' running statistics of batch normalisations lie from their mean: root mean
   * square over channels and rounds of the 2-Wasserstein distance.
   *
   * @return standard deviations of the channel; empty if nothing was averaged or there are none
   */
  OptionalDouble ofStatistics() {
    return channels == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(statisticsApart / channels));
  }
}
