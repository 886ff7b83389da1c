package io.latentlake.explain.method;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
import java.util.Arrays;
import java.util.Optional;

/** A method that walks back through the layers of a network. */
abstract class WalkBack implements AttributionMethod {
  /** The work of such a method. */
  interface Walker extends Attributor {
    @Override
    default boolean needsLayers() {
      return true;
    }
  }

  @Override
  public Optional<String> refusal(Target target) {
    return AttributionMethod.unlessDifferentiable(target);
  }

  /** The map of one image. */
  static float[] map(ImageShape shape, double[] numbers, int image) {
    return Pixels.sumOverChannels(
        shape, Arrays.copyOfRange(numbers, image * shape.values(), (image + 1) * shape.values()));
  }
}
