package io.latentlake.model.anomaly;

import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;

/** A score made from the map of a model that learnt to find defects. */
abstract class DefectScore extends PooledMapScore {
  private static final long serialVersionUID = 1L;

  DefectScore(Pooling pooling) {
    super(pooling);
  }

  @Override
  final String map() {
    return "probability of a defect";
  }

  @Override
  public final String unit(ModelOptions model) {
    return "probability";
  }

  @Override
  public final boolean fits(ModelKind kind) {
    return kind.findsDefects();
  }

  @Override
  final float[][] maps(Reconstructions found) {
    return found.defectProbabilities();
  }

  @Override
  final Tensor map(OnnxReconstructions found) {
    return found.defectProbabilities();
  }
}
