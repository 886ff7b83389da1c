package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import io.latentlake.onnx.Tensor;
import java.util.Optional;

/**
 * A score made from residuals that are standardised at each pixel by their mean and deviation over
 * validation images. For images that show the same thing at the same place: an edge that the model
 * never draws well does not count against an image.
 */
abstract class StandardisedResidualScore extends PooledMapScore {
  private static final long serialVersionUID = 1L;

  private static final ResidualMoments MOMENTS = new ResidualMoments();

  StandardisedResidualScore(Pooling pooling) {
    super(pooling);
  }

  @Override
  final String map() {
    return "squared residual in deviations of validation images";
  }

  @Override
  public final String unit(ModelOptions model) {
    return "squared deviations";
  }

  @Override
  public final boolean fits(ModelKind kind) {
    return !kind.seesFeatures();
  }

  @Override
  public final Optional<ScoreFitting> fitting() {
    return Optional.of(MOMENTS);
  }

  @Override
  final float[][] maps(Reconstructions found) {
    float[] moments = found.model().fitted(MOMENTS);
    double[] residuals = ResidualMoments.residuals(found);
    ImageShape shape = found.model().shape();
    int size = shape.values();
    int area = shape.height() * shape.width();
    float[][] maps = new float[residuals.length / size][area];
    for (int i = 0; i < residuals.length; i++) {
      double standard = (residuals[i] - moments[i % size]) / moments[size + i % size];
      maps[i / size][i % area] += (float) (standard * standard / shape.channels());
    }
    return maps;
  }

  @Override
  final Tensor map(OnnxReconstructions found) {
    float[] moments = found.fitted(MOMENTS);
    Tensor residuals = found.residuals();
    double[] means = new double[residuals.values()];
    double[] deviations = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = moments[i];
      deviations[i] = moments[means.length + i];
    }
    return residuals
        .minus(residuals.constant(means, residuals.shape()))
        .over(residuals.constant(deviations, residuals.shape()))
        .squared()
        .sumOfFirst()
        .over(residuals.shape()[0]);
  }
}
