package io.latentlake.explain.example;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The examples that explain an image.
 *
 * @param imageId the image
 * @param examples nearest first
 * @param unexplained distance of the image's latent from the weighted mean of the examples', which
 *     no other weights make shorter
 */
public record Examples(String imageId, List<Example> examples, double unexplained) {
  /**
   * One example.
   *
   * @param imageId which image it is
   * @param label its label, if any
   * @param distance of the two latents, Euclidean
   * @param weight its part in rebuilding the latent: at least 0, and 1 in all
   */
  public record Example(String imageId, Optional<String> label, double distance, double weight) {}

  /** Copies the list. */
  public Examples {
    examples = List.copyOf(examples);
  }

  static Examples of(String imageId, float[] latent, List<Neighbour> nearest) {
    ConvexCombination mean =
        ConvexCombination.nearest(latent, nearest.stream().map(Neighbour::latent).toList());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < nearest.size(); i++) {
      Neighbour found = nearest.get(i);
      examples.add(
          new Example(
              found.imageId(),
              found.label(),
              Math.sqrt(found.squaredDistance()),
              mean.weights()[i]));
    }
    return new Examples(imageId, examples, mean.distance());
  }
}
