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
   * @return false if the method only makes sense for others
   */
  boolean explains(Target target);

  /**
   * What an image is compared with.
   *
   * @return the baseline; empty if the method needs none
   */
  Optional<Baseline> baseline();

  /**
   * What it costs to explain one image.
   *
   * @param shape of the image
   * @return how many images, real or altered, go through the model for it, at least 1
   */
  long passes(ImageShape shape);

  /**
   * Attributes the function's values to the pixels.
   *
   * @param function the number to explain
   * @param images pixels in [0, 1]; left as they are
   * @return one attribution per image, in order
   */
  List<Attribution> attribute(ExplainedFunction function, Pixels images);
}
