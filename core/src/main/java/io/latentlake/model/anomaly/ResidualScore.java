package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;

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
}
