package io.latentlake.model.anomaly;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import io.latentlake.onnx.Tensor;
import java.util.Optional;

/**
 * {@code mahalanobis}: distance of the latent from those of training images, in deviations along
 * the axes of their covariance.
 */
public final class MahalanobisScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  private static final LatentGaussian GAUSSIAN = new LatentGaussian();

  @Override
  public String name() {
    return "mahalanobis";
  }

  @Override
  public String inWords() {
    return "Mahalanobis distance of the latent";
  }

  @Override
  public String unit(ModelOptions model) {
    return "deviations";
  }

  @Override
  public int mostLatent() {
    return 512;
  }

  @Override
  public Optional<ScoreFitting> fitting() {
    return Optional.of(GAUSSIAN);
  }

  @Override
  public double[] perImage(Reconstructions found) {
    float[] learnt = found.model().fitted(GAUSSIAN);
    float[][] latents = OffHeap.rows(found.posterior().mean());
    double[] distances = new double[latents.length];
    for (int image = 0; image < distances.length; image++) {
      distances[image] = distance(latents[image], learnt);
    }
    return distances;
  }

  @Override
  public Tensor onnx(OnnxReconstructions found) {
    float[] learnt = found.fitted(GAUSSIAN);
    int units = found.mean().values();
    double[] middle = new double[units];
    double[] whitening = new double[units * units];
    int at = units;
    for (int row = 0; row < units; row++) {
      middle[row] = learnt[row];
      for (int column = 0; column <= row; column++) {
        whitening[column * units + row] = learnt[at++];
      }
    }
    Tensor away = found.mean().minus(found.mean().constant(middle, units));
    return away.timesMatrix(whitening, units).squared().sum().root();
  }

  private static double distance(float[] latent, float[] learnt) {
    double sum = 0;
    int at = latent.length;
    for (int row = 0; row < latent.length; row++) {
      double standard = 0;
      for (int column = 0; column <= row; column++, at++) {
        standard += (double) learnt[at] * (latent[column] - learnt[column]);
      }
      sum += standard * standard;
    }
    return Math.sqrt(sum);
  }
}
