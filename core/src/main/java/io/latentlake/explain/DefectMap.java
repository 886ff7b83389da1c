package io.latentlake.explain;

import io.latentlake.model.Target;

/**
 * How likely each pixel is part of a defect, as the model has learnt to say, made smooth as the
 * scores that pool it do. The map is never negative; before it is made smooth, it sums to the
 * number of pixels that are part of a defect.
 */
final class DefectMap extends PixelTermMap {
  static final String NAME = "defect-map";

  DefectMap() {
    super(Target.Kind.DEFECT_PIXELS);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  Pixels map(ExplainedFunction function, Pixels images) {
    return function.pixelTerms(images).smooth();
  }
}
