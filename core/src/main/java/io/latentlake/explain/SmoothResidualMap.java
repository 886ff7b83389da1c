package io.latentlake.explain;

import io.latentlake.model.Target;

/**
 * The excess residual map made smooth: single odd pixels fade, and what differs over an area of a
 * size that a person sees stands out. Never negative.
 */
final class SmoothResidualMap extends PixelTermMap {
  static final String NAME = "smooth-residual";

  SmoothResidualMap() {
    super(Target.Kind.RECONSTRUCTION_ERROR);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  Pixels map(ExplainedFunction function, Pixels images) {
    return ExcessResidualMap.excess(function, images).smooth();
  }
}
