package io.latentlake.train;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.model.UsualTraining;
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
                "The learning rate falls to this share of its start, evenly in its logarithm; 0:"
                    + " what suits the kind of model, 1 for most")
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
            meaning = "Stop after this many epochs without a lower validation loss; 0: never")
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
        double thresholdQuantile) {
  private static final int LEAST_MINIBATCH = 2;

  /**
   * Checks what a bound of a key cannot say.
   *
   * @throws IllegalArgumentException if a minibatch would be one image
   */
  public TrainOptions {
    if (minibatch == 1) {
      throw new IllegalArgumentException(
          "minibatch is 1; allowed is 2 or more, because no variance can be taken over one image,"
              + " or 0 for what suits the kind of model");
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
        finalLearningRateFraction == 0
            ? usual.finalLearningRateFraction()
            : finalLearningRateFraction,
        betaWarmupEpochs,
        patience,
        checkpointEveryRounds,
        resume,
        warmStart,
        explodingLossFactor,
        thresholdQuantile);
  }

  /** The usual minibatch, but no larger than leaves one for each worker. */
  private int minibatch(UsualTraining usual, long images) {
    return (int) Math.max(LEAST_MINIBATCH, Math.min(usual.minibatch(), images / workers));
  }
}
