package io.latentlake.explain.example;

import java.util.Comparator;
import java.util.Optional;

/**
 * An image near another in the latent.
 *
 * @param imageId which
 * @param label its label, if any
 * @param squaredDistance of the two latents
 * @param latent its own
 */
record Neighbour(String imageId, Optional<String> label, double squaredDistance, float[] latent) {
  /** The nearer first; among equals, the lower image id. */
  static final Comparator<Neighbour> ORDER =
      Comparator.comparingDouble(Neighbour::squaredDistance).thenComparing(Neighbour::imageId);
}
