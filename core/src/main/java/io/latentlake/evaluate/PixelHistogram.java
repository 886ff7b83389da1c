package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How often pixels inside and outside the masks have a value, by bins. What falls into one bin
 * counts as tied; where that could matter, {@link #finer} gives narrower bins to count by.
 */
final class PixelHistogram implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bins to begin with, and about how many more each count takes. */
  private static final int BINS = 1 << 16;

  /** How far off {@link #auroc} may be. */
  private static final double TOLERANCE = 1e-4;

  private final FloatBins bins;
  private final long[] inside;
  private final long[] outside;

  /** Counts nothing yet, by the bins that every count begins with. */
  PixelHistogram() {
    this(FloatBins.coarse(BINS));
  }

  /** Counts nothing yet, by some bins. */
  PixelHistogram(FloatBins bins) {
    this.bins = bins;
    this.inside = new long[bins.count()];
    this.outside = new long[bins.count()];
  }

  /** By what it counts. */
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

  /** Adds what another has counted by the same bins. */
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
   * The share of pairs of a pixel inside and one outside in which that inside has the larger value,
   * ties counting half.
   *
   * @return 0.5 for maps that point nowhere, 1 for maps that point at the masks alone; right to
   *     1e-4 if there are no {@link #finer} bins to count by
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
   * Bins that leave less undecided, where these leave too much: so many more for a bin that, if its
   * pixels lie evenly, all bins together leave the least. Any values come down to little after a
   * few counts: no more than 1e4 bins can be worth cutting, and each is cut into 7 or more.
   *
   * @return the bins to count the same pixels by; empty if the result is right to 1e-4 already
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
      // half is left to what the narrower bins cannot decide
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

  /** Pairs of pixels in one bin that may differ. */
  private double undecided(int bin) {
    return bins.width(bin) == 1 ? 0 : (double) inside[bin] * outside[bin];
  }

  private double pairs() {
    return (double) Arrays.stream(inside).sum() * Arrays.stream(outside).sum();
  }
}
