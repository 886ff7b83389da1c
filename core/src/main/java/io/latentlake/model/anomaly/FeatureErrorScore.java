package io.latentlake.model.anomaly;

import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;

/** A score made from how far the features of each place are from what the model makes of them. */
abstract class FeatureErrorScore extends PooledMapScore {
  private static final long serialVersionUID = 1L;

  FeatureErrorScore(Pooling pooling) {
    super(pooling);
  }

  @Override
  final String map() {
    return "squared error of the features of each place";
  }

  @Override
  public final String unit(ModelOptions model) {
    return model.lossUnit();
  }

  @Override
  public final boolean fits(ModelKind kind) {
    return kind.seesFeatures();
  }

  @Override
  final float[][] maps(Reconstructions found) {
    return found.featureErrors();
  }

  @Override
  final Tensor map(OnnxReconstructions found) {
    return found.featureErrors();
  }
}
