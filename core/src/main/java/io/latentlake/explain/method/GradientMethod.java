package io.latentlake.explain.method;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.model.Target;
import java.util.Optional;

/** A method that follows the gradient of the explained number by the pixels. */
abstract class GradientMethod implements AttributionMethod {
  @Override
  public Optional<String> refusal(Target target) {
    return target.differentiable()
        ? Optional.empty()
        : Optional.of("follows gradients, which " + target.name() + " does not have");
  }

  @Override
  public final Optional<Asked> asks() {
    return Optional.of(Asked.GRADIENT);
  }
}
