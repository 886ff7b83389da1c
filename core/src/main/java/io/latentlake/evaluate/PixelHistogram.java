package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Histogram of pixel values inside and outside the masks. Values in one bin count as tied; if that
 * affects a result, {@link #finer} gives narrower bins.
 */
final class PixelHistogram implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of initial bins; each further count uses at most five times as many more. */
  private static final int BINS = 1 << 16;

  /** Accuracy of the results. */
  private static final double TOLERANCE = 1e-4;

  /** False positive rate at which {@link #aupro} ends, as published for MVTec AD. */
  private static final double AUPRO_END = 0.3;

  /** Parts into which a bin is split for each tolerance by which F1 might be larger in it. */
  private static final int F1_PARTS = 8;

  private final FloatBins bins;
  private final long[] inside;
  private final long[] outside;

  /** Pixels inside the masks, each counted as the share of its region that it is. */
  private final double[] overlap;

  /** An empty histogram with the initial bins. */
  PixelHistogram() {
    this(FloatBins.coarse(BINS));
  }

  /** An empty histogram with given bins. */
  PixelHistogram(FloatBins bins) {
    this.bins = bins;
    this.inside = new long[bins.count()];
    this.outside = new long[bins.count()];
    this.overlap = new double[bins.count()];
  }

  /** The bins. */
  FloatBins bins() {
    return bins;
  }

  /**
   * Counts a pixel.
   *
   * @param value not NaN
   * @param share which share of its defect region it is; 0 outside the masks
   */
  void add(float value, double share) {
    int bin = bins.of(value);
    if (share > 0) {
      inside[bin]++;
      overlap[bin] += share;
    } else {
      outside[bin]++;
    }
  }

  /** Adds another histogram with the same bins. */
  PixelHistogram merge(PixelHistogram other) {
    for (int i = 0; i < inside.length; i++) {
      inside[i] += other.inside[i];
      outside[i] += other.outside[i];
      overlap[i] += other.overlap[i];
    }
    return this;
  }

  /** Whether there are pixels of both kinds. */
  boolean comparable() {
    return total(inside) > 0 && total(outside) > 0;
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
    return wins / ((double) total(inside) * total(outside));
  }

  /**
   * The area under the per-region overlap, over the false positive rate from 0 to 0.3, divided by
   * 0.3. The per-region overlap at a threshold is the share of a region's pixels that reach it,
   * averaged over all regions; so a small defect counts as much as a large one. The false positive
   * rate is the share of the pixels outside the masks that reach the threshold. Between thresholds
   * both change in proportion. Higher is better.
   *
   * @return 0.15 for constant maps, 1 for perfect maps; accurate to 1e-4 if there are no {@link
   *     #finer} bins
   * @see <a href="https://doi.org/10.1007/s11263-020-01400-4">Bergmann et al. 2021, The MVTec
   *     Anomaly Detection Dataset</a>
   */
  double aupro() {
    // every region's shares add up to 1
    double regions = Arrays.stream(overlap).sum();
    double end = AUPRO_END * total(outside);
    double falsePositives = 0;
    double overlapped = 0;
    double area = 0;
    for (int i = inside.length - 1; i >= 0 && falsePositives < end; i--) {
      if (outside[i] > 0) {
        double part = Math.min(1, (end - falsePositives) / outside[i]);
        area += part * outside[i] * (overlapped + part * overlap[i] / 2);
      }
      falsePositives += outside[i];
      overlapped += overlap[i];
    }
    return area / end / regions;
  }

  /**
   * The largest F1 that a threshold reaches if the pixels with that value or a larger one count as
   * defective. Higher is better.
   *
   * @return 1 for perfect maps; at most 1e-4 too low if there are no {@link #finer} bins
   */
  double f1() {
    double best = 0;
    long positives = total(inside);
    long truePositives = 0;
    long falsePositives = 0;
    for (int i = inside.length - 1; i >= 0; i--) {
      truePositives += inside[i];
      falsePositives += outside[i];
      best = Math.max(best, f1(truePositives, falsePositives, positives));
    }
    return best;
  }

  private static double f1(long truePositives, long falsePositives, long positives) {
    return 2.0 * truePositives / (truePositives + falsePositives + positives);
  }

  /**
   * Narrower bins, if these leave too many pixels tied. A few counts suffice for any values.
   *
   * @return the bins for the next count; empty if all results are already accurate to 1e-4
   */
  Optional<FloatBins> finer() {
    int[] parts = new int[bins.count()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = i > 0 && isEmpty(i) && isEmpty(i - 1) ? 0 : 1;
    }
    boolean accurate = splitForAreas(parts) & splitForF1(parts);
    return accurate ? Optional.empty() : Optional.of(bins.cut(parts));
  }

  /**
   * Splits each bin so that, if its pixels are spread evenly, all bins together leave the areas
   * least uncertain. At most 5e4 bins are worth splitting, and each is split into 4 or more.
   *
   * @return whether both areas are already accurate
   */
  private boolean splitForAreas(int[] parts) {
    double[] errors = areaErrors();
    int[] leastFirst =
        IntStream.range(0, errors.length)
            .filter(bin -> errors[bin] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(bin -> errors[bin]))
            .mapToInt(Integer::intValue)
            .toArray();
    double error = 0;
    for (int bin : leastFirst) {
      error += errors[bin];
      // half of the error budget is left for ties in the narrower bins
      if (error > TOLERANCE / 2) {
        split(bin, BINS * Math.sqrt(2 * errors[bin]), parts);
      }
    }
    return error <= TOLERANCE;
  }

  /**
   * For each bin, how far its ties can put off the less certain of the two areas: half the
   * rectangle that the curve crosses within the bin.
   */
  private double[] areaErrors() {
    double[] errors = new double[bins.count()];
    double positives = total(inside);
    double negatives = total(outside);
    double regions = Arrays.stream(overlap).sum();
    double falsePositives = 0;
    for (int i = errors.length - 1; i >= 0; i--) {
      if (bins.width(i) > 1 && inside[i] > 0 && outside[i] > 0) {
        boolean measured = falsePositives < AUPRO_END * negatives;
        double overlapRise = measured ? overlap[i] / regions / AUPRO_END : 0;
        double rise = Math.max(inside[i] / positives, overlapRise);
        errors[i] = rise * outside[i] / negatives / 2;
      }
      falsePositives += outside[i];
    }
    return errors;
  }

  /**
   * Splits the bins in which F1 might be larger than at any threshold between bins: it cannot
   * exceed the F1 of all inside and no outside pixels of the bin.
   *
   * @return whether F1 is already accurate
   */
  private boolean splitForF1(int[] parts) {
    double best = f1();
    long positives = total(inside);
    long truePositives = 0;
    long falsePositives = 0;
    boolean accurate = true;
    for (int i = parts.length - 1; i >= 0; i--) {
      truePositives += inside[i];
      double gain = f1(truePositives, falsePositives, positives) - best;
      if (gain > TOLERANCE && bins.width(i) > 1) {
        accurate = false;
        // so many that the gain left in each is well below the tolerance
        split(i, F1_PARTS * gain / TOLERANCE, parts);
      }
      falsePositives += outside[i];
    }
    return accurate;
  }

  private void split(int bin, double into, int[] parts) {
    parts[bin] = (int) Math.min(bins.width(bin), Math.max(parts[bin], Math.ceil(into)));
  }

  private boolean isEmpty(int bin) {
    return inside[bin] == 0 && outside[bin] == 0;
  }

  private static long total(long[] counts) {
    return Arrays.stream(counts).sum();
  }
}
