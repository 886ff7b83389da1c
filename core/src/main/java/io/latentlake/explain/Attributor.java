package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import java.util.List;
import java.util.Optional;

/** An {@link AttributionMethod} that is set up. For one thread. */
@FunctionalInterface
public interface Attributor {
  /**
   * Attributes a number of each image to its pixels.
   *
   * @param request the images, the number and all that may be asked about them
   * @return one attribution per image, in order; that of an image depends on that image alone
   */
  List<Attribution> attribute(ExplanationRequest request);

  /**
   * What an image is compared with.
   *
   * @return the baseline; empty if the method needs none, as most do
   */
  default Optional<Baseline> baseline() {
    return Optional.empty();
  }

  /**
   * Whether the request has to have reference images.
   *
   * @return true if a baseline is made from them, or the method compares with them
   */
  default boolean needsReferences() {
    return baseline().map(Baseline::needsReferences).orElse(false);
  }

  /**
   * Whether it looks into the model, layer by layer.
   *
   * @return false if the explained number and its gradient are enough, as for most
   */
  default boolean needsLayers() {
    return false;
  }

  /**
   * What it costs to explain one image.
   *
   * @param shape of the image
   * @return how many images, real or altered, go through the model for it; 1 unless a method says
   *     otherwise
   */
  default long passes(ImageShape shape) {
    return 1;
  }
}
