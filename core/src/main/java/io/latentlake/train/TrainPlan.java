package io.latentlake.train;

import io.latentlake.image.ImageShape;

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
 */
public record TrainPlan(
    long trainImages,
    long validationImages,
    ImageShape shape,
    long parameters,
    long roundBytes,
    int roundsPerEpoch,
    int iterationsPerEpoch) {}
