package io.latentlake.model.term;

import java.util.Arrays;

/**
 * The posteriors of a minibatch's images taken together, q(z) = (1/M)·Σ_k q(z|x_k), at the sample
 * of each image. All arrays are [images, latent units], an image after the other.
 */
final class AggregatePosterior {
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  private final int images;
  private final int latent;
  private final double[] mean;
  private final double[] logVariance;
  private final double[] precision;
  private final double[] sample;
  private final double[] byMean;
  private final double[] byLogVariance;
  private final double[] bySample;

  // of one sample: the log-density of each unit under each image's posterior, and under all units
  private final double[] ofUnits;
  private final double[] ofImages;
  // and its derivative of what is combined
  private final double[] byUnits;

  AggregatePosterior(double[] mean, double[] logVariance, double[] sample, int images) {
    this.images = images;
    this.latent = mean.length / images;
    this.mean = mean;
    this.logVariance = logVariance;
    this.precision = Arrays.stream(logVariance).map(value -> Math.exp(-value)).toArray();
    this.sample = sample;
    this.byMean = new double[mean.length];
    this.byLogVariance = new double[mean.length];
    this.bySample = new double[mean.length];
    this.ofUnits = new double[mean.length];
    this.ofImages = new double[images];
    this.byUnits = new double[mean.length];
  }

  /**
   * A combination of log-densities at each image's sample, with the gradient of the sum over
   * images. To be called once.
   *
   * @param own share of log q(z|x), the image's own posterior
   * @param joint share of log q(z)
   * @param marginal share of Σ_j log q(z_j), the units taken one at a time
   * @param prior share of log p(z), standard normal
   * @return a value per image
   */
  double[] combined(double own, double joint, double marginal, double prior) {
    double[] combined = new double[images];
    for (int image = 0; image < images; image++) {
      findDensities(image);
      Arrays.fill(byUnits, 0);
      combined[image] =
          own * own(image, own)
              + joint * joint(joint)
              + marginal * marginal(marginal)
              + prior * prior(image, prior);
      passBack(image);
    }
    return combined;
  }

  double[] byMean() {
    return byMean;
  }

  double[] byLogVariance() {
    return byLogVariance;
  }

  double[] bySample() {
    return bySample;
  }

  private void findDensities(int image) {
    for (int other = 0; other < images; other++) {
      double sum = 0;
      for (int unit = 0; unit < latent; unit++) {
        int at = other * latent + unit;
        double away = sample[image * latent + unit] - mean[at];
        ofUnits[at] = -0.5 * (LOG_2_PI + logVariance[at] + away * away * precision[at]);
        sum += ofUnits[at];
      }
      ofImages[other] = sum;
    }
  }

  private double own(int image, double share) {
    for (int unit = 0; unit < latent; unit++) {
      byUnits[image * latent + unit] += share;
    }
    return ofImages[image];
  }

  private double joint(double share) {
    if (share == 0) {
      return 0;
    }
    double most = Arrays.stream(ofImages).max().orElseThrow();
    double sum = 0;
    for (double density : ofImages) {
      sum += Math.exp(density - most);
    }
    for (int other = 0; other < images; other++) {
      double part = share * Math.exp(ofImages[other] - most) / sum;
      for (int unit = 0; unit < latent; unit++) {
        byUnits[other * latent + unit] += part;
      }
    }
    return most + Math.log(sum / images);
  }

  private double marginal(double share) {
    if (share == 0) {
      return 0;
    }
    double total = 0;
    double[] parts = new double[images];
    for (int unit = 0; unit < latent; unit++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int other = 0; other < images; other++) {
        most = Math.max(most, ofUnits[other * latent + unit]);
      }
      double sum = 0;
      for (int other = 0; other < images; other++) {
        parts[other] = Math.exp(ofUnits[other * latent + unit] - most);
        sum += parts[other];
      }
      for (int other = 0; other < images; other++) {
        byUnits[other * latent + unit] += share * parts[other] / sum;
      }
      total += most + Math.log(sum / images);
    }
    return total;
  }

  private double prior(int image, double share) {
    double total = 0;
    for (int unit = 0; unit < latent; unit++) {
      int at = image * latent + unit;
      total -= 0.5 * (LOG_2_PI + sample[at] * sample[at]);
      bySample[at] -= share * sample[at];
    }
    return total;
  }

  private void passBack(int image) {
    for (int other = 0; other < images; other++) {
      for (int unit = 0; unit < latent; unit++) {
        int at = other * latent + unit;
        int here = image * latent + unit;
        double scaled = (sample[here] - mean[at]) * precision[at];
        byMean[at] += byUnits[at] * scaled;
        bySample[here] -= byUnits[at] * scaled;
        byLogVariance[at] += 0.5 * byUnits[at] * (scaled * (sample[here] - mean[at]) - 1);
      }
    }
  }
}
