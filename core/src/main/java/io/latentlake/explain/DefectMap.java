package io.latentlake.explain;

import io.latentlake.model.Target;
import java.util.List;

/**
 * How likely each pixel is part of a defect, as the model has learnt to say, made smooth as the
 * scores that pool it do. The map is never negative; before it is made smooth, it sums to the
 * number of pixels that are part of a defect.
 */
final class DefectMap implements AttributionMethod {
  static final String NAME = "defect-map";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean explains(Target target) {
    return target.kind() == Target.Kind.DEFECT_PIXELS;
  }

  @Override
  public List<Attribution> attribute(ExplainedFunction function, Pixels images) {
    return Attribution.of(function.pixelTerms(images).smooth());
  }
}
