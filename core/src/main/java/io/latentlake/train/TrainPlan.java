package io.latentlake.train;

import io.latentlake.image.ImageShape;
import io.latentlake.model.NativeMemory;

/**
 * What a training would be.
 *
 * @param trainImages images trained on in each epoch
 * @param validationImages images that decide early stopping and the threshold
 * @param shape size of the images
 * @param parameters parameters of the network
 * @param roundBytes what goes to each executor in a round, and comes back from each worker
 * @param roundsPerEpoch averaging rounds in an epoch
 * @param iterationsPerEpoch steps a worker takes in an epoch
 * @param workerMemory what training takes outside the heap, on each worker
 * @param evaluationBytes what looking at the validation images takes besides, in each task; 0 if
 *     there are none
 * @param options how the network is trained, with nothing left open
 */
public record TrainPlan(
    long trainImages,
    long validationImages,
    ImageShape shape,
    long parameters,
    long roundBytes,
    int roundsPerEpoch,
    int iterationsPerEpoch,
    NativeMemory workerMemory,
    long evaluationBytes,
    TrainOptions options) {
  /**
   * Whether the network is found in closed form.
   *
   * @return true if there are no averaging rounds
   */
  public boolean isFitted() {
    return roundsPerEpoch == 0;
  }
}
