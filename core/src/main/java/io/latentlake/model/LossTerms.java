package io.latentlake.model;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What one training step lost, summed over the minibatch's images.
 *
 * @param images how many images
 * @param loss kind of the reconstruction loss
 * @param reconstructionSum reconstruction loss, summed over images and pixels
 * @param klNatsSum KL divergence in nats without β, summed over images; empty for a plain
 *     autoencoder
 * @param beta weight the KL divergence had; 0 for a plain autoencoder
 */
public record LossTerms(
    long images, Loss loss, double reconstructionSum, OptionalDouble klNatsSum, double beta) {
  /**
   * Reads what the heads of a graph saw in its last training step or score.
   *
   * @param graph built by {@link TrainingGraph}
   * @return the terms
   * @throws IllegalStateException if the graph has seen no minibatch yet
   */
  public static LossTerms of(ComputationGraph graph) {
    ReconstructionHeadLayer reconstruction =
        (ReconstructionHeadLayer) graph.getLayer(TrainingGraph.RECONSTRUCTION);
    double[] errors = reconstruction.lastTerms();
    double sum = Arrays.stream(errors).sum();
    if (graph.getNumOutputArrays() == 1) {
      return new LossTerms(errors.length, reconstruction.loss(), sum, OptionalDouble.empty(), 0);
    }
    KlHeadLayer kl = (KlHeadLayer) graph.getLayer(TrainingGraph.KL);
    double klSum = Arrays.stream(kl.lastTerms()).sum();
    return new LossTerms(
        errors.length, reconstruction.loss(), sum, OptionalDouble.of(klSum), kl.weight());
  }
}
