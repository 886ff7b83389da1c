package io.latentlake.explain;

import io.latentlake.model.BackwardRule;
import io.latentlake.model.SpatialStage;
import io.latentlake.model.TargetHead;
import java.util.Map;
import java.util.Optional;

/** A function that is written down by hand has no layers: asking for them is a fault. */
final class NoLayers implements Layers {
  private static UnsupportedOperationException none() {
    return new UnsupportedOperationException("the function has no layers");
  }

  @Override
  public Map<String, double[]> forward(Pixels images) {
    throw none();
  }

  @Override
  public Map<String, double[]> ofLayers() {
    throw none();
  }

  @Override
  public TargetHead head(Pixels images, int[] explained, Map<String, double[]> at) {
    throw none();
  }

  @Override
  public double[] back(BackwardRule rule, Map<String, double[]> byPlaces) {
    throw none();
  }

  @Override
  public Optional<SpatialStage> spatialStage() {
    throw none();
  }

  @Override
  public double[] spatialValues() {
    throw none();
  }

  @Override
  public double[] passedToSpatialStage() {
    throw none();
  }
}
