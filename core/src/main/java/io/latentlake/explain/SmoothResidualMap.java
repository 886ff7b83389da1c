package io.latentlake.explain;

import io.latentlake.model.Target;
import java.util.List;

/**
 * The residual map made smooth: single odd pixels fade, and what differs over an area of a size
 * that a person sees stands out. Never negative.
 */
final class SmoothResidualMap implements AttributionMethod {
  static final String NAME = "smooth-residual";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean explains(Target target) {
    return target.kind() == Target.Kind.RECONSTRUCTION_ERROR;
  }

  @Override
  public List<Attribution> attribute(ExplainedFunction function, Pixels images) {
    return Attribution.of(function.pixelTerms(images).smooth());
  }
}
