package io.latentlake.model;

/**
 * How long a kind of model is usually trained, where options do not say.
 *
 * @param epochs passes over the training images, at least
 * @param steps minibatches of each worker, at least: few images are seen more often
 * @param minibatch images in a worker's minibatch
 * @param finalLearningRateFraction share of its start that the learning rate falls to
 */
public record UsualTraining(
    int epochs, int steps, int minibatch, double finalLearningRateFraction) {
  /** What suits most networks. */
  public static final UsualTraining OF_MOST = new UsualTraining(10, 1000, 128, 1);

  /**
   * Epochs that give enough steps.
   *
   * @param stepsPerEpoch minibatches of each worker in an epoch, at least 1
   * @return at least {@code epochs}
   */
  public int epochs(int stepsPerEpoch) {
    return Math.max(epochs, (steps + stepsPerEpoch - 1) / stepsPerEpoch);
  }
}
