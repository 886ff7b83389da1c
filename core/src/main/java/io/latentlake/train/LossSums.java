package io.latentlake.train;

import io.latentlake.model.LossTerms;
import java.io.Serializable;

/**
 * Loss terms added up over images.
 *
 * @param images how many
 * @param reconstruction reconstruction loss, summed over images and pixels
 * @param klNats KL divergence in nats without beta, summed over images; 0 for a plain autoencoder
 * @param weightedKl the same times the beta each image was trained with
 */
public record LossSums(long images, double reconstruction, double klNats, double weightedKl)
    implements Serializable {
  /** Of no images. */
  public static final LossSums NONE = new LossSums(0, 0, 0, 0);

  static LossSums of(LossTerms step) {
    double kl = step.klNatsSum().orElse(0);
    return new LossSums(
        step.images(), step.reconstructionSum(), kl, step.beta() == 0 ? 0 : step.beta() * kl);
  }

  /**
   * Adds up.
   *
   * @param other of other images
   * @return of both
   */
  public LossSums plus(LossSums other) {
    return new LossSums(
        images + other.images,
        reconstruction + other.reconstruction,
        klNats + other.klNats,
        weightedKl + other.weightedKl);
  }

  /** The same images, had they been trained with a beta. */
  LossSums withBeta(double beta) {
    return new LossSums(images, reconstruction, klNats, beta * klNats);
  }

  /**
   * What training minimises: reconstruction loss plus beta times KL.
   *
   * @return mean over images; lower is better
   */
  public double loss() {
    return (reconstruction + weightedKl) / images;
  }

  /**
   * The reconstruction loss.
   *
   * @return mean over images, summed over pixels
   */
  public double meanReconstruction() {
    return reconstruction / images;
  }

  /**
   * The KL divergence without beta.
   *
   * @return nats, mean over images
   */
  public double meanKlNats() {
    return klNats / images;
  }
}
