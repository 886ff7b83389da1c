package io.latentlake.train;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.image.augment.AugmentOptions;
import io.latentlake.model.UsualTraining;
import java.util.Locale;
import java.util.Optional;

/** How the network is trained: section {@code train}. */
public record TrainOptions(
    @Key(
            value = "0",
            min = 0,
            max = 100000,
            meaning =
                "Passes over the training images; 0: as many as suit the kind of model and the"
                    + " number of images")
        int epochs,
    @Key(
            value = "0",
            min = 0,
            max = 65536,
            unit = "images",
            meaning =
                "Images in a worker's minibatch, at least 2; the global minibatch is workers times"
                    + " this; 0: what suits the kind of model and the size of the images")
        int minibatch,
    @Key(value = "1", min = 1, max = 4096, meaning = "Workers whose parameters are averaged")
        int workers,
    @Key(
            value = "5",
            min = 1,
            max = 100000,
            unit = "minibatches",
            meaning = "Minibatches each worker trains between two averagings")
        int averagingFrequency,
    @Key(
            value = "adam",
            oneOf = {"adam", "amsgrad", "nadam", "rmsprop", "nesterovs", "sgd"},
            meaning = "Optimiser")
        String optimizer,
    @Key(value = "0.001", min = 0, max = 10, meaning = "Learning rate at the start")
        double learningRate,
    @Key(
            value = "0",
            min = 0,
            max = 1,
            meaning =
                "The learning rate falls to this share of its start, as the schedule says; 0: what"
                    + " suits the kind of model and the schedule, 1 for most kinds")
        double finalLearningRateFraction,
    @Key(
            value = "0",
            min = 0,
            max = 100000,
            unit = "epochs",
            meaning = "Epochs over which a VAE's beta rises from 0 to its value")
        double betaWarmupEpochs,
    @Key(
            value = "0",
            min = 0,
            max = 100000,
            unit = "epochs",
            meaning =
                "Stop after this many epochs without a lower validation loss, a VAE's at latent"
                    + " samples as in training; 0: never")
        int patience,
    @Key(
            value = "0",
            min = 0,
            max = 1000000,
            unit = "averaging rounds",
            effect = Effect.NONE,
            meaning = "Write a checkpoint every so many rounds; 0: at the end of every epoch")
        int checkpointEveryRounds,
    @Key(value = "false", effect = Effect.NONE, meaning = "Go on from the last checkpoint")
        boolean resume,
    @Key(meaning = "Model package whose parameters training starts from")
        Optional<String> warmStart,
    @Key(
            value = "100",
            min = 2,
            max = 1e9,
            effect = Effect.NONE,
            meaning = "Stop when the loss exceeds this many times the first round's")
        double explodingLossFactor,
    @Key(
            value = "0.99",
            min = 0.5,
            max = 1,
            effect = Effect.AFTER_TRAINING,
            meaning = "Share of the validation images that the threshold calls normal")
        double thresholdQuantile,
    @Key(
            value = "exponential",
            meaning = "How the learning rate falls to train.final-learning-rate-fraction")
        Schedule schedule,
    @Key(
            value = "2",
            min = 1,
            max = 1000,
            meaning = "How often schedule step lets the learning rate fall, at equal distances")
        int scheduleFalls,
    @Key(
            value = "0",
            min = 0,
            max = 1e9,
            unit = "steps of a worker",
            meaning = "Steps in which the learning rate rises evenly to its start, before it falls")
        int learningRateWarmupSteps,
    @Key(
            value = "0",
            min = 0,
            max = 1e9,
            meaning =
                "Largest Euclidean norm of a worker's gradient, all parameters together; a longer"
                    + " one is shortened; 0: any")
        double clipGradientNorm,
    @Key(
            value = "0",
            min = 0,
            max = 1,
            meaning =
                "Share that weights lose in a step, times the learning rate (AdamW); biases and"
                    + " normalisation keep theirs")
        double weightDecay,
    @Key(
            value = "true",
            effect = Effect.NONE,
            meaning = "Write model.onnx beside the model, for other programs")
        boolean onnx,
    @Key(meaning = "Random changes that training images undergo") AugmentOptions augment) {
  /** How the learning rate falls from its start to its final share. */
  public enum Schedule {
    /** Evenly in its logarithm. */
    EXPONENTIAL,
    /** Not at all. */
    CONSTANT,
    /**
     * Along half a cosine wave: slowly at first and at last.
     *
     * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2017, SGDR</a>
     */
    COSINE,
    /** By the same factor each time, at equal distances. */
    STEP
  }

  private static final int LEAST_MINIBATCH = 2;

  /** Where a schedule that must fall ends unless something else is usual. */
  private static final double USUAL_FALL = 0.01;

  /**
   * Checks what a bound of a key cannot say.
   *
   * @throws IllegalArgumentException if a minibatch would be one image, or a schedule has nowhere
   *     to fall to or must not fall
   */
  public TrainOptions {
    if (minibatch == 1) {
      throw new IllegalArgumentException(
          "minibatch is 1; allowed is 2 or more, because no variance can be taken over one image,"
              + " or 0 for what suits the kind of model");
    }
    boolean falls = finalLearningRateFraction > 0 && finalLearningRateFraction < 1;
    if (schedule == Schedule.CONSTANT && falls) {
      throw new IllegalArgumentException(
          "train.schedule is constant, but train.final-learning-rate-fraction is "
              + finalLearningRateFraction
              + "; leave that at 0 or 1, or take another schedule");
    }
    if ((schedule == Schedule.COSINE || schedule == Schedule.STEP)
        && finalLearningRateFraction == 1) {
      throw new IllegalArgumentException(
          "train.schedule is "
              + schedule.name().toLowerCase(Locale.ROOT)
              + ", but train.final-learning-rate-fraction is 1, so the learning rate would stay the"
              + " same; set train.final-learning-rate-fraction, such as 0.01");
    }
  }

  /**
   * The same with nothing left open.
   *
   * @param usual what a 0 stands for
   * @param images training images
   * @return options whose epochs, minibatch and final learning rate are not 0
   */
  TrainOptions completed(UsualTraining usual, long images) {
    int size = minibatch == 0 ? minibatch(usual, images) : minibatch;
    long minibatches = (images + size - 1) / size;
    int steps = (int) Math.max(1, (minibatches + workers - 1) / workers);
    return new TrainOptions(
        epochs == 0 ? usual.epochs(steps) : epochs,
        size,
        workers,
        averagingFrequency,
        optimizer,
        learningRate,
        finalLearningRateFraction == 0 ? fall(usual) : finalLearningRateFraction,
        betaWarmupEpochs,
        patience,
        checkpointEveryRounds,
        resume,
        warmStart,
        explodingLossFactor,
        thresholdQuantile,
        schedule,
        scheduleFalls,
        learningRateWarmupSteps,
        clipGradientNorm,
        weightDecay,
        onnx,
        augment);
  }

  /**
   * A training loss that is above this is taken for divergence.
   *
   * @param first loss of the first round; below 0 it may be where a loss is a density's
   * @param values of an image: what a loss below 0 is measured by where it is nearly 0
   * @return {@code exploding-loss-factor} times the first loss if that is above 0
   */
  double explodedLoss(double first, int values) {
    double scale = first > 0 ? first : Math.max(-first, values);
    return first + (explodingLossFactor - 1) * scale;
  }

  private double fall(UsualTraining usual) {
    return switch (schedule) {
      case CONSTANT -> 1;
      case EXPONENTIAL -> usual.finalLearningRateFraction();
      case COSINE, STEP -> Math.min(USUAL_FALL, usual.finalLearningRateFraction());
    };
  }

  /** The usual minibatch, but no larger than leaves one for each worker. */
  private int minibatch(UsualTraining usual, long images) {
    return (int) Math.max(LEAST_MINIBATCH, Math.min(usual.minibatch(), images / workers));
  }
}
