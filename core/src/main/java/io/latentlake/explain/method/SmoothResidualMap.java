package io.latentlake.explain.method;

import io.latentlake.explain.ExplainedFunction;
import io.latentlake.explain.Pixels;

/**
 * {@code smooth-residual}: the excess residual map made smooth: single odd pixels fade, and what
 * differs over an area of a size that a person sees stands out. Never negative.
 */
public final class SmoothResidualMap extends ErrorTermMap {
  /** Creates the method. */
  public SmoothResidualMap() {
    super("smooth-residual");
  }

  @Override
  public String meaning() {
    return "which areas the model cannot reconstruct";
  }

  @Override
  Pixels map(ExplainedFunction function, Pixels images) {
    return ExcessResidualMap.excess(function, images).smooth();
  }
}
