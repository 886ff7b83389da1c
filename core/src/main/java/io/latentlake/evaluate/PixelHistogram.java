package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Histogram of pixel values inside and outside the masks. Values in one bin count as tied; if that
 * affects the result, {@link #finer} gives narrower bins.
 */
final class PixelHistogram implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of initial bins, and about how many more each further count uses. */
  private static final int BINS = 1 << 16;

  /** Accuracy of {@link #auroc}. */
  private static final double TOLERANCE = 1e-4;

  private final FloatBins bins;
  private final long[] inside;
  private final long[] outside;

  /** An empty histogram with the initial bins. */
  PixelHistogram() {
    this(FloatBins.coarse(BINS));
  }

  /** An empty histogram with given bins. */
  PixelHistogram(FloatBins bins) {
    this.bins = bins;
    this.inside = new long[bins.count()];
    this.outside = new long[bins.count()];
  }

  /** The bins. */
  FloatBins bins() {
    return bins;
  }

  /**
   * Counts a pixel.
   *
   * @param value not NaN
   * @param marked whether it lies inside a mask
   */
  void add(float value, boolean marked) {
    (marked ? inside : outside)[bins.of(value)]++;
  }

  /** Adds another histogram with the same bins. */
  PixelHistogram merge(PixelHistogram other) {
    for (int i = 0; i < inside.length; i++) {
      inside[i] += other.inside[i];
      outside[i] += other.outside[i];
    }
    return this;
  }

  /** Whether there are pixels of both kinds. */
  boolean comparable() {
    return pairs() > 0;
  }

  /**
   * The share of pairs of a pixel inside and a pixel outside the masks in which the inside pixel
   * has the larger value; ties count half. Higher is better.
   *
   * @return 0.5 for random maps, 1 for perfect maps; accurate to 1e-4 if there are no {@link
   *     #finer} bins
   */
  double auroc() {
    double below = 0;
    double wins = 0;
    for (int i = 0; i < inside.length; i++) {
      wins += inside[i] * (below + outside[i] / 2.0);
      below += outside[i];
    }
    return wins / pairs();
  }

  /**
   * Narrower bins, if these leave too many pairs tied. Each bin is split so that, if its pixels are
   * spread evenly, all bins together leave the fewest ties. A few counts suffice for any values: at
   * most 1e4 bins are worth splitting, and each is split into 7 or more.
   *
   * @return the bins for the next count; empty if the result is already accurate to 1e-4
   */
  Optional<FloatBins> finer() {
    double pairs = pairs();
    int[] parts = new int[bins.count()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = i > 0 && isEmpty(i) && isEmpty(i - 1) ? 0 : 1;
    }
    int[] leastFirst =
        IntStream.range(0, parts.length)
            .filter(bin -> undecided(bin) > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(this::undecided))
            .mapToInt(Integer::intValue)
            .toArray();
    double error = 0;
    for (int bin : leastFirst) {
      error += undecided(bin) / pairs / 2;
      // half of the error budget is left for ties in the narrower bins
      if (error > TOLERANCE / 2) {
        double share = Math.sqrt(undecided(bin) / pairs);
        parts[bin] = (int) Math.min(bins.width(bin), Math.ceil(BINS * share));
      }
    }
    return error > TOLERANCE ? Optional.of(bins.cut(parts)) : Optional.empty();
  }

  private boolean isEmpty(int bin) {
    return inside[bin] == 0 && outside[bin] == 0;
  }

  /** Number of pairs of different pixels in one bin. */
  private double undecided(int bin) {
    return bins.width(bin) == 1 ? 0 : (double) inside[bin] * outside[bin];
  }

  private double pairs() {
    return (double) Arrays.stream(inside).sum() * Arrays.stream(outside).sum();
  }
}
