package io.latentlake.model;

/**
 * How long a kind of model is usually trained, where options do not say.
 *
 * @param epochs passes over the training images, at least
 * @param steps minibatches of each worker, at least: few images are seen more often
 * @param usefulEpochs passes that are made as long as they take no more than twice the steps; with
 *     more, a network learns few images by heart
 * @param minibatch images in a worker's minibatch
 * @param finalLearningRateFraction share of its start that the learning rate falls to
 */
public record UsualTraining(
    int epochs, int steps, int usefulEpochs, int minibatch, double finalLearningRateFraction) {
  /** What suits most networks. */
  public static final UsualTraining OF_MOST = new UsualTraining(10, 1000, 10, 128, 1);

  /**
   * Epochs that give enough steps, and as many useful ones as do not take too many.
   *
   * @param stepsPerEpoch minibatches of each worker in an epoch, at least 1
   * @return at least {@code epochs}
   */
  public int epochs(int stepsPerEpoch) {
    int needed = epochsFor(steps, stepsPerEpoch);
    int useful = Math.min(usefulEpochs, epochsFor(2 * steps, stepsPerEpoch));
    return Math.max(epochs, Math.max(needed, useful));
  }

  private static int epochsFor(int steps, int stepsPerEpoch) {
    return (steps + stepsPerEpoch - 1) / stepsPerEpoch;
  }
}
