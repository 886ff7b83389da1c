package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
import java.util.List;
import java.util.Optional;

/** A way to say which pixels an explained number comes from. Implementations are thread-safe. */
public interface AttributionMethod {
  /**
   * Name in options and in the attributions table.
   *
   * @return lower-case words joined by hyphens
   */
  String name();

  /**
   * Whether the method can explain a target.
   *
   * @param target the number to explain
   * @return false if the method only makes sense for others; true unless a method says otherwise
   */
  default boolean explains(Target target) {
    return true;
  }

  /**
   * What an image is compared with.
   *
   * @return the baseline; empty if the method needs none, as most do
   */
  default Optional<Baseline> baseline() {
    return Optional.empty();
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

  /**
   * Attributes the function's values to the pixels.
   *
   * @param function the number to explain
   * @param images pixels in [0, 1]; left as they are
   * @return one attribution per image, in order
   */
  List<Attribution> attribute(ExplainedFunction function, Pixels images);
}
