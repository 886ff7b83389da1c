package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Estimates of a VAE from latents drawn from the posteriors of images.
 *
 * @param meanReconstructionNats −log p(x|z) averaged over the draws, one per image; low is better;
 *     empty if none were asked for
 * @param logLikelihoodNats importance-sampled log p(x), one per image; high is better; empty if no
 *     samples were asked for
 */
public record LatentDraws(
    Optional<double[]> meanReconstructionNats, Optional<double[]> logLikelihoodNats) {

  /** The negative log-likelihood of images given their latents. */
  interface Likelihood {
    /**
     * Decodes latents.
     *
     * @param latents one row per image
     * @return −log p(x|z) in nats, one per image
     */
    double[] reconstructionNats(float[][] latents);
  }

  /** Standard normal numbers, always the same for the same image and draw. */
  interface Noise {
    /**
     * Draws.
     *
     * @param image position of the image in the minibatch
     * @param draw number of the draw, from 0
     * @return independent standard normal numbers, one per latent unit
     */
    float[] of(int image, int draw);
  }

  /**
   * Computes the estimates of images. Only their ids, the model and the seed decide the draws.
   *
   * @param found what a VAE made of the images, which have ids
   * @param noise where the draws come from; both estimates share the first ones
   * @param draws how many to average the reconstruction term over
   * @param importanceSamples how many to estimate the likelihood from
   * @return the estimates
   * @throws IllegalStateException if the images have no ids
   */
  public static LatentDraws of(
      Reconstructions found, KeyedNoise noise, int draws, int importanceSamples) {
    Posterior posterior = found.posterior();
    float[][] mean = OffHeap.rows(posterior.mean());
    INDArray latents = OffHeap.create(posterior.mean().dataType(), posterior.mean().shape());
    try {
      return draw(
          mean,
          OffHeap.rows(posterior.logVariance().orElseThrow()),
          drawn -> found.reconstructionNats(drawn, latents),
          (image, draw) -> noise.normal(found.imageId(image), draw, mean[image].length),
          draws,
          importanceSamples);
    } finally {
      OffHeap.close(latents);
    }
  }

  /**
   * Computes the estimates. Latents are drawn one set at a time, so memory does not grow with their
   * number.
   *
   * @param mean posterior means, {@code [images][units]}
   * @param logVariance natural logarithms of the posterior variances, same shape
   * @param likelihood decodes a set of latents
   * @param noise where the draws come from; both estimates share the first ones
   * @param draws how many to average the reconstruction term over
   * @param importanceSamples how many to estimate the likelihood from
   * @return the estimates
   * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2015, equation 8</a>
   */
  static LatentDraws draw(
      float[][] mean,
      float[][] logVariance,
      Likelihood likelihood,
      Noise noise,
      int draws,
      int importanceSamples) {
    int images = mean.length;
    double[] sums = new double[images];
    LogMeanExp[] weights = new LogMeanExp[images];
    for (int i = 0; i < images; i++) {
      weights[i] = new LogMeanExp();
    }
    double[][] deviation = deviations(logVariance);
    for (int draw = 0; draw < Math.max(draws, importanceSamples); draw++) {
      float[][] latents = new float[images][];
      double[] logRatios = new double[images];
      for (int i = 0; i < images; i++) {
        float[] normals = noise.of(i, draw);
        latents[i] = new float[mean[i].length];
        for (int d = 0; d < latents[i].length; d++) {
          double z = mean[i][d] + deviation[i][d] * normals[d];
          latents[i][d] = (float) z;
          // log p(z) - log q(z|x); the two constants ln(2π)/2 cancel
          logRatios[i] +=
              0.5 * ((double) normals[d] * normals[d] + logVariance[i][d]) - 0.5 * z * z;
        }
      }
      double[] nats = likelihood.reconstructionNats(latents);
      for (int i = 0; i < images; i++) {
        if (draw < draws) {
          sums[i] += nats[i];
        }
        if (draw < importanceSamples) {
          weights[i].add(logRatios[i] - nats[i]);
        }
      }
    }
    return new LatentDraws(means(sums, draws), values(weights, importanceSamples));
  }

  private static double[][] deviations(float[][] logVariance) {
    double[][] deviations = new double[logVariance.length][];
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = new double[logVariance[i].length];
      for (int d = 0; d < deviations[i].length; d++) {
        deviations[i][d] = Math.exp(0.5 * logVariance[i][d]);
      }
    }
    return deviations;
  }

  private static Optional<double[]> means(double[] sums, int draws) {
    if (draws == 0) {
      return Optional.empty();
    }
    double[] means = new double[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = sums[i] / draws;
    }
    return Optional.of(means);
  }

  private static Optional<double[]> values(LogMeanExp[] weights, int samples) {
    if (samples == 0) {
      return Optional.empty();
    }
    double[] values = new double[weights.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights[i].value();
    }
    return Optional.of(values);
  }
}
