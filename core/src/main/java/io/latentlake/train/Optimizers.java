package io.latentlake.train;

import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The optimiser that options describe, and its learning rate over time. */
final class Optimizers {
  private Optimizers() {}

  /**
   * Makes the optimiser.
   *
   * @param options how the network is trained
   * @param iterations steps a worker takes in the whole training
   * @return the optimiser
   */
  static IUpdater of(TrainOptions options, long iterations) {
    ISchedule rate = schedule(options, iterations);
    return switch (options.optimizer()) {
      case "adam" -> Adam.builder().learningRateSchedule(rate).build();
      case "amsgrad" -> AMSGrad.builder().learningRateSchedule(rate).build();
      case "nadam" -> Nadam.builder().learningRateSchedule(rate).build();
      case "rmsprop" -> RmsProp.builder().learningRateSchedule(rate).build();
      case "nesterovs" -> Nesterovs.builder().learningRateSchedule(rate).build();
      case "sgd" -> Sgd.builder().learningRateSchedule(rate).build();
      default ->
          throw new IllegalArgumentException(
              "train.optimizer is "
                  + options.optimizer()
                  + "; allowed are adam, amsgrad, nadam, rmsprop, nesterovs and sgd");
    };
  }

  /** The learning rate before a step. */
  static double learningRate(TrainOptions options, long iterations, int iteration) {
    return schedule(options, iterations).valueAt(iteration, 0);
  }

  private static ISchedule schedule(TrainOptions options, long iterations) {
    if (options.finalLearningRateFraction() == 1 || iterations < 2) {
      return new FixedSchedule(options.learningRate());
    }
    // The last step, not the one after it, has the final rate.
    double factor = Math.pow(options.finalLearningRateFraction(), 1.0 / (iterations - 1));
    return new ExponentialSchedule(ScheduleType.ITERATION, options.learningRate(), factor);
  }
}
