package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.image.StructuralSimilarity;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.OnnxSimilarity;
import io.latentlake.onnx.Tensor;

/**
 * A score made from 1 − structural similarity at each pixel, a mean over channels: it heeds
 * structure and contrast more than brightness.
 */
abstract class StructuralScore extends PooledPictureScore {
  private static final long serialVersionUID = 1L;

  StructuralScore(Pooling pooling) {
    super(pooling);
  }

  @Override
  final String map() {
    return "structural dissimilarity";
  }

  @Override
  public final String unit(ModelOptions model) {
    return "structural dissimilarity";
  }

  @Override
  final float[] map(ImageShape shape, double[] image, double[] reconstruction) {
    return StructuralSimilarity.dissimilarity(shape, image, reconstruction);
  }

  @Override
  final Tensor map(OnnxReconstructions found) {
    Tensor alike = new OnnxSimilarity(found.images(), found.pixels()).map();
    return alike.from(1).sumOfFirst().over(found.model().shape().channels());
  }
}
