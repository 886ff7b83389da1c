package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import java.util.List;

/**
 * KL divergence from a diagonal Gaussian to the standard normal prior, in nats, summed over latent
 * units: ½·Σ(mean² + variance − log-variance − 1). 0 when both are equal, otherwise positive.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
 */
public record KlDivergence() implements LatentTerm {
  /** Its name. */
  public static final String NAME = "kl";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.MEAN, Architecture.LOG_VARIANCE);
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    double[] mean = latent.get(0);
    double[] logVariance = latent.get(1);
    double[] terms = perImage(mean, logVariance, images);
    // the derivative by the mean is the mean itself
    for (int i = 0; i < logVariance.length; i++) {
      logVariance[i] = byLogVariance(logVariance[i]);
    }
    return terms;
  }

  /**
   * ½·(μ² + σ² − ln σ² − 1), of one latent unit.
   *
   * @param mean μ
   * @param logVariance ln σ²
   * @return nats; 0 when equal, otherwise positive
   */
  public static double nats(double mean, double logVariance) {
    return 0.5 * (mean * mean + Math.expm1(logVariance) - logVariance);
  }

  /**
   * Derivative of {@link #nats} by the log-variance; the one by the mean is the mean itself.
   *
   * @param logVariance ln σ²
   * @return ½·(σ² − 1)
   */
  public static double byLogVariance(double logVariance) {
    return 0.5 * Math.expm1(logVariance);
  }

  /**
   * Sum over the latent units, an image at a time.
   *
   * @param means of all units, image by image
   * @param logVariances as many
   * @param images how many
   * @return nats, a value per image
   */
  public static double[] perImage(double[] means, double[] logVariances, int images) {
    double[] nats = new double[images];
    int latent = means.length / images;
    for (int i = 0; i < means.length; i++) {
      nats[i / latent] += nats(means[i], logVariances[i]);
    }
    return nats;
  }
}
