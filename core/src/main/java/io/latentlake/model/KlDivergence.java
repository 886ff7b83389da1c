package io.latentlake.model;

/**
 * KL divergence from a normal distribution to the standard normal one, for one latent unit.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
 */
final class KlDivergence {
  private KlDivergence() {}

  /** ½·(μ² + σ² − ln σ² − 1): 0 when equal, otherwise positive. */
  static double nats(double mean, double logVariance) {
    return 0.5 * (mean * mean + Math.expm1(logVariance) - logVariance);
  }

  /** Derivative by the log-variance; the one by the mean is the mean itself. */
  static double byLogVariance(double logVariance) {
    return 0.5 * Math.expm1(logVariance);
  }

  /** Sum over the latent units, an image at a time. */
  static double[] perImage(double[] means, double[] logVariances, int images) {
    double[] nats = new double[images];
    int latent = means.length / images;
    for (int i = 0; i < means.length; i++) {
      nats[i / latent] += nats(means[i], logVariances[i]);
    }
    return nats;
  }
}
