package io.latentlake.model;

import io.latentlake.architecture.Shape;
import java.io.Serializable;

/**
 * Finds a network's parameters in closed form, from one look at what it sees of each training
 * image. Sums are taken on many machines and put together.
 */
public interface NetworkFitting extends Serializable {
  /**
   * Starts an empty tally.
   *
   * @param seen shape of what the network sees of an image
   * @return to be added to
   */
  Tally tally(Shape seen);

  /** What has been seen so far. Its size does not depend on how many images that were. */
  interface Tally extends Serializable {
    /**
     * Adds images.
     *
     * @param seen what the network sees of them, image by image, channel-major
     * @param images how many, at least 1
     */
    void add(float[] seen, int images);

    /**
     * Adds what another tally has seen.
     *
     * @param other of the same fitting
     */
    void add(Tally other);

    /**
     * The parameters.
     *
     * @param options the model, whose latent may have been left to the images
     * @return the network
     * @throws IllegalArgumentException if the images cannot tell them; the message says what to
     *     change
     */
    FittedNetwork result(ModelOptions options);
  }
}
