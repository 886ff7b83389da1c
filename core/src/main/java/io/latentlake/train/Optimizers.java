package io.latentlake.train;

import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** The optimiser that options describe. */
final class Optimizers {
  private Optimizers() {}

  /**
   * Makes the optimiser.
   *
   * @param options how the network is trained
   * @param rate the learning rate over time
   * @return the optimiser
   */
  static IUpdater of(TrainOptions options, LearningRate rate) {
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
}
