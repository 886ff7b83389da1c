package io.latentlake.explain.method;

import io.latentlake.explain.ExplainedFunction;
import io.latentlake.explain.Pixels;
import io.latentlake.model.target.DefectPixelsTarget;

/**
 * {@code defect-map}: how likely each pixel is part of a defect, as the model has learnt to say,
 * made smooth as the scores that pool it do. The map is never negative; before it is made smooth,
 * it sums to the number of pixels that are part of a defect.
 */
public final class DefectMap extends PixelTermMap {
  /** Creates the method. */
  public DefectMap() {
    super("defect-map", DefectPixelsTarget.class, "defect_pixels");
  }

  @Override
  public String meaning() {
    return "where the model has learnt to see a defect";
  }

  @Override
  Pixels map(ExplainedFunction function, Pixels images) {
    return function.pixelTerms(images).smooth();
  }
}
