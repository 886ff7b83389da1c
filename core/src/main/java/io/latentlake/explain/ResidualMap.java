package io.latentlake.explain;

import io.latentlake.model.Target;
import java.util.List;

/**
 * Each pixel's own term of the reconstruction error: where the picture differs from its
 * reconstruction. The map is never negative and sums to the error.
 */
final class ResidualMap implements AttributionMethod {
  static final String NAME = "residual";

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
    return Attribution.of(function.pixelTerms(images));
  }
}
