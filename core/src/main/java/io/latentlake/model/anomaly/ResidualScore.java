package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;

/** A score made from the squared difference between image and reconstruction at each pixel. */
abstract class ResidualScore extends PooledPictureScore {
  private static final long serialVersionUID = 1L;

  ResidualScore(Pooling pooling) {
    super(pooling);
  }

  @Override
  final String map() {
    return "squared residual";
  }

  @Override
  public final String unit(ModelOptions model) {
    return "squared pixel values";
  }

  @Override
  final float[] map(ImageShape shape, double[] image, double[] reconstruction) {
    return Reconstructions.squaredResidual(shape, image, reconstruction);
  }

  @Override
  final Tensor map(OnnxReconstructions found) {
    return found.residuals().squared().sumOfFirst().over(found.model().shape().channels());
  }
}
