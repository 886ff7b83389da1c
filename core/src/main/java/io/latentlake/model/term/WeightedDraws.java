package io.latentlake.model.term;

/**
 * Latents drawn from the posteriors of images, several for each, with their importance weights. The
 * prior is standard normal. Arrays are image by image, those of draws then draw by draw.
 */
final class WeightedDraws {
  private final int latent;
  private final int draws;
  private final double[] mean;
  private final double[] precision;
  private final double[] sample;

  // ln p(x|z) + ln p(z) − ln q(z|x), of each draw
  private final double[] logWeights;
  private final double[] shares;
  private final double[] byMean;
  private final double[] byLogVariance;
  private final double[] bySample;

  /**
   * Weighs.
   *
   * @param mean posterior means
   * @param logVariance logarithms of the posterior variances, as many
   * @param sample the draws
   * @param nats −log p(x|z) of each draw
   */
  WeightedDraws(double[] mean, double[] logVariance, double[] sample, double[] nats) {
    this.draws = sample.length / mean.length;
    this.latent = sample.length / nats.length;
    this.mean = mean;
    this.precision = new double[mean.length];
    this.sample = sample;
    this.logWeights = new double[nats.length];
    this.shares = new double[nats.length];
    this.byMean = new double[mean.length];
    this.byLogVariance = new double[mean.length];
    this.bySample = new double[sample.length];
    for (int i = 0; i < mean.length; i++) {
      precision[i] = Math.exp(-logVariance[i]);
    }
    for (int i = 0; i < sample.length; i++) {
      int draw = i / latent;
      int unit = unit(i);
      double away = sample[i] - mean[unit];
      // the two constants ln(2π)/2 cancel
      logWeights[draw] +=
          0.5 * (logVariance[unit] + away * away * precision[unit] - sample[i] * sample[i]);
    }
    for (int draw = 0; draw < nats.length; draw++) {
      logWeights[draw] -= nats[draw];
    }
  }

  /** The posterior's unit that a value of a draw belongs to. */
  private int unit(int value) {
    return value / (draws * latent) * latent + value % latent;
  }

  /**
   * −log of the mean weight of each image's draws.
   *
   * @param images how many
   * @return nats
   */
  double[] bound(int images) {
    double[] bounds = new double[images];
    for (int image = 0; image < images; image++) {
      int from = image * draws;
      double most = Double.NEGATIVE_INFINITY;
      for (int draw = from; draw < from + draws; draw++) {
        most = Math.max(most, logWeights[draw]);
      }
      double sum = 0;
      for (int draw = from; draw < from + draws; draw++) {
        shares[draw] = Math.exp(logWeights[draw] - most);
        sum += shares[draw];
      }
      for (int draw = from; draw < from + draws; draw++) {
        shares[draw] /= sum;
      }
      bounds[image] = -most - Math.log(sum / draws);
    }
    return bounds;
  }

  /** The share that each draw has in its image's weights, once {@link #bound} was asked for. */
  double[] shares() {
    return shares;
  }

  /**
   * Finds the gradient of −Σ share·ln w, ln p(x|z) held fixed. To be called once.
   *
   * @param weighted share of each draw, times what the loss has it weigh
   */
  void passBack(double[] weighted) {
    for (int i = 0; i < sample.length; i++) {
      double share = weighted[i / latent];
      int unit = unit(i);
      double away = sample[i] - mean[unit];
      double scaled = away * precision[unit];
      bySample[i] = share * (sample[i] - scaled);
      byMean[unit] += share * scaled;
      byLogVariance[unit] += 0.5 * share * (away * scaled - 1);
    }
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
}
