package io.latentlake.explain;

import io.latentlake.model.Target;

/**
 * Each pixel's own term of the reconstruction error: where the picture differs from its
 * reconstruction. The map sums to the error. It is never negative, but for losses that are the −log
 * of a density, which may exceed 1.
 */
final class ResidualMap extends PixelTermMap {
  static final String NAME = "residual";

  ResidualMap() {
    super(Target.Kind.RECONSTRUCTION_ERROR);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  Pixels map(ExplainedFunction function, Pixels images) {
    return function.pixelTerms(images);
  }
}
