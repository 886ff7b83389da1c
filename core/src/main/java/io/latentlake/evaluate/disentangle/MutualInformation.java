package io.latentlake.evaluate.disentangle;

import java.util.Arrays;

/**
 * Mutual information between latent units and factors, from histograms: a unit's values in 20 bins
 * of equal width between its smallest and largest, a factor's in its classes. A histogram of n
 * images finds up to about 180 / n nats between two numbers that are independent.
 *
 * @param nats mutual information, {@code [unit][factor]}
 * @param entropies entropy of each factor in nats
 */
record MutualInformation(double[][] nats, double[] entropies) {
  /** Bins of a unit's histogram, as published. */
  static final int BINS = 20;

  static MutualInformation of(Sample sample) {
    int factors = sample.factors().size();
    double[][] nats = new double[sample.units()][factors];
    double[] entropies = new double[factors];
    for (int f = 0; f < factors; f++) {
      Factor factor = sample.factors().get(f);
      entropies[f] = entropy(factor.classes(), factor.classCount());
    }
    for (int unit = 0; unit < nats.length; unit++) {
      int[] bins = bins(sample.codes()[unit]);
      for (int f = 0; f < factors; f++) {
        Factor factor = sample.factors().get(f);
        nats[unit][f] = between(bins, BINS, factor.classes(), factor.classCount());
      }
    }
    return new MutualInformation(nats, entropies);
  }

  /** Bin of each value, from 0 to 19. */
  static int[] bins(double[] values) {
    double low = Arrays.stream(values).min().orElseThrow();
    double width = (Arrays.stream(values).max().orElseThrow() - low) / BINS;
    return Arrays.stream(values)
        .mapToInt(value -> width == 0 ? 0 : Math.min(BINS - 1, (int) ((value - low) / width)))
        .toArray();
  }

  /** Mutual information of two class numbers of the same images, nats. */
  static double between(int[] first, int firstCount, int[] second, int secondCount) {
    int[] joint = new int[first.length];
    Arrays.setAll(joint, i -> first[i] * secondCount + second[i]);
    double nats =
        entropy(first, firstCount)
            + entropy(second, secondCount)
            - entropy(joint, firstCount * secondCount);
    // it is never negative but for rounding
    return Math.max(0, nats);
  }

  /** Entropy of a class number, nats. */
  static double entropy(int[] classes, int count) {
    long[] images = new long[count];
    for (int of : classes) {
      images[of]++;
    }
    double nats = 0;
    for (long some : images) {
      double share = (double) some / classes.length;
      nats -= some == 0 ? 0 : share * Math.log(share);
    }
    return nats;
  }

  /** Part of a factor's entropy that a unit tells, from 0 to 1. */
  double share(int unit, int factor) {
    return nats[unit][factor] / entropies[factor];
  }

  /**
   * How much more of a factor's entropy the unit that tells most of it tells than the next: from 0
   * to 1, where one unit tells all of the factor and no other any.
   *
   * @return the mutual information gap (MIG) of each factor
   * @see <a href="https://arxiv.org/abs/1802.04942">Chen et al. 2018, section 4</a>
   */
  double[] gaps() {
    double[] gaps = new double[entropies.length];
    for (int factor = 0; factor < gaps.length; factor++) {
      int of = factor;
      double[] told = Arrays.stream(nats).mapToDouble(unit -> unit[of]).toArray();
      gaps[factor] = TopTwo.gap(told) / entropies[factor];
    }
    return gaps;
  }

  /**
   * How far each unit tells of one factor alone: 1 less the squared mutual information with the
   * other factors over as much with each of them as with the foremost. A unit that tells of none
   * counts 0.
   *
   * @return modularity, the mean over units, from 0 to 1; at least two factors
   * @see <a href="https://arxiv.org/abs/1802.05312">Ridgeway and Mozer 2018, section 2</a>
   */
  double modularity() {
    double sum = 0;
    for (double[] unit : nats) {
      double all = Arrays.stream(unit).map(value -> value * value).sum();
      double most = Arrays.stream(unit).map(value -> value * value).max().orElseThrow();
      sum += most == 0 ? 0 : 1 - (all - most) / (most * (unit.length - 1));
    }
    return sum / nats.length;
  }
}
