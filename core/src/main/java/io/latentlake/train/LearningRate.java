package io.latentlake.train;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate of each step of a training. It rises evenly in the steps of the warm-up, has
 * its full value in the step after them, and its lowest in the last step of all.
 *
 * @param schedule how it falls
 * @param full its full value, at least 0
 * @param lowestShare its lowest value, as a share of the full one; above 0, at most 1
 * @param falls how often {@link TrainOptions.Schedule#STEP} lets it fall, at least 1
 * @param warmup steps of the warm-up, at least 0
 * @param steps steps of the whole training
 */
record LearningRate(
    TrainOptions.Schedule schedule,
    double full,
    double lowestShare,
    int falls,
    int warmup,
    long steps)
    implements ISchedule {
  private static final long serialVersionUID = 1L;

  /**
   * What options ask for.
   *
   * @param options how the network is trained
   * @param steps steps a worker takes in the whole training
   * @return the learning rate
   * @throws IllegalArgumentException if the warm-up would not end
   */
  static LearningRate of(TrainOptions options, long steps) {
    int warmup = options.learningRateWarmupSteps();
    if (warmup > 0 && warmup >= steps) {
      throw new IllegalArgumentException(
          "train.learning-rate-warmup-steps is "
              + warmup
              + ", but the whole training has only "
              + steps
              + " steps; lower it, or raise train.epochs");
    }
    return new LearningRate(
        options.schedule(),
        options.learningRate(),
        options.finalLearningRateFraction(),
        options.scheduleFalls(),
        warmup,
        steps);
  }

  /**
   * The learning rate of a step.
   *
   * @param step steps taken before
   * @param epoch does not matter
   * @return the rate
   */
  @Override
  public double valueAt(int step, int epoch) {
    if (step < warmup) {
      return full * (step + 1) / (warmup + 1);
    }
    long last = steps - 1 - warmup;
    int passed = step - warmup;
    if (lowestShare == 1 || last < 1) {
      return full;
    }
    return switch (schedule) {
      case EXPONENTIAL -> full * Math.pow(Math.pow(lowestShare, 1.0 / last), passed);
      case CONSTANT -> full;
      case COSINE -> {
        double wave = (1 + Math.cos(Math.PI * Math.min(passed, last) / last)) / 2;
        yield full * (lowestShare + (1 - lowestShare) * wave);
      }
      case STEP -> {
        long fallen = Math.min(falls, passed * (falls + 1L) / (last + 1));
        yield full * Math.pow(lowestShare, (double) fallen / falls);
      }
    };
  }

  /** Itself: nothing in it changes. */
  @Override
  public LearningRate clone() {
    return this;
  }
}
