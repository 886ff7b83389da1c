package io.latentlake.explain.method;

import io.latentlake.explain.ExplainedFunction;
import io.latentlake.explain.Pixels;

/**
 * {@code residual}: each pixel's own term of the reconstruction error: where the picture differs
 * from its reconstruction. The map sums to the error. It is never negative, but for losses that are
 * the −log of a density, which may exceed 1.
 */
public final class ResidualMap extends ErrorTermMap {
  /** Creates the method. */
  public ResidualMap() {
    super("residual");
  }

  @Override
  public String meaning() {
    return "where the image differs from its reconstruction";
  }

  @Override
  Pixels map(ExplainedFunction function, Pixels images) {
    return function.pixelTerms(images);
  }
}
