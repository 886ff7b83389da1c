package io.latentlake.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Above which anomaly score an image is called anomalous, from images that are taken to be normal.
 *
 * @param score column that is compared: {@code reconstruction_error}, or for a VAE {@code
 *     negative_elbo_nats} at the posterior mean
 * @param value an image is anomalous if its score is greater
 * @param quantile share of the images behind the threshold that it calls normal, in (0, 1]
 * @param split where those images came from
 * @param images how many they were
 * @param quantiles their scores in rising order: all of them, or evenly spaced order statistics
 *     from the lowest to the highest if there are more than {@value #GRID}
 */
public record Threshold(
    String score, double value, double quantile, String split, long images, List<Double> quantiles)
    implements java.io.Serializable {
  static final int GRID = 1001;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there are no scores, they fall, or a value is out of range
   */
  public Threshold {
    quantiles = List.copyOf(quantiles);
    if (quantiles.isEmpty() || images < quantiles.size()) {
      throw new IllegalArgumentException(
          "a threshold needs the scores of at least one image; found "
              + quantiles.size()
              + " scores of "
              + images
              + " images");
    }
    if (!(quantile > 0 && quantile <= 1)) {
      throw new IllegalArgumentException("quantile is " + quantile + "; allowed is (0, 1]");
    }
    for (int i = 0; i < quantiles.size(); i++) {
      double here = quantiles.get(i);
      if (!Double.isFinite(here) || (i > 0 && here < quantiles.get(i - 1))) {
        throw new IllegalArgumentException("the scores behind a threshold must be finite and rise");
      }
    }
  }

  /**
   * The exact quantile of some scores: the smallest score that at least the given share does not
   * exceed.
   *
   * @param score name of the column
   * @param scores one per image, in any order
   * @param quantile share to call normal, in (0, 1]
   * @param split where the images came from
   * @return the threshold
   * @throws IllegalArgumentException if there are no scores or one is not finite
   */
  public static Threshold of(String score, double[] scores, double quantile, String split) {
    if (scores.length == 0) {
      throw new IllegalArgumentException("no images in split " + split + " to set a threshold by");
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double[] atRanks =
        Arrays.stream(ranks(sorted.length, quantile)).mapToDouble(r -> sorted[(int) r]).toArray();
    return of(score, sorted.length, atRanks, quantile, split);
  }

  /**
   * Which of the sorted scores a threshold is made of, for where they are too many to be held.
   *
   * @param images how many scores there are, 1 or more
   * @param quantile share to call normal, in (0, 1]
   * @return their ranks, from 0: first that of the quantile, then rising those that {@link
   *     #quantiles} keeps
   */
  public static long[] ranks(long images, double quantile) {
    int kept = (int) Math.min(images, GRID);
    long[] ranks = new long[1 + kept];
    long rank = (long) Math.ceil(quantile * images - 1e-9);
    ranks[0] = Math.min(images, Math.max(1, rank)) - 1;
    for (int i = 0; i < kept; i++) {
      ranks[1 + i] = kept == images ? i : Math.round((double) i * (images - 1) / (kept - 1));
    }
    return ranks;
  }

  /**
   * The exact quantile of scores that were sorted elsewhere.
   *
   * @param score name of the column
   * @param images how many scores there are
   * @param atRanks the scores at {@link #ranks}, in that order
   * @param quantile share to call normal, in (0, 1]
   * @param split where the images came from
   * @return the threshold
   * @throws IllegalArgumentException if a score is not finite
   */
  public static Threshold of(
      String score, long images, double[] atRanks, double quantile, String split) {
    List<Double> grid = Arrays.stream(atRanks).skip(1).boxed().toList();
    return new Threshold(score, atRanks[0], quantile, split, images, grid);
  }

  /**
   * The threshold at another quantile of the same scores.
   *
   * @param other share of the images to call normal, in (0, 1]
   * @return the exact quantile of up to {@value #GRID} images; of more, the lowest score kept that
   *     at least that share does not exceed, at most a tenth of a per cent more than asked for
   * @throws IllegalArgumentException if only the highest score kept is that high, but not all of
   *     the images were asked for
   */
  public Threshold withQuantile(double other) {
    if (other == quantile) {
      return this;
    }
    long[] ranks = ranks(images, other);
    int at = 1;
    while (ranks[at] < ranks[0]) {
      at++;
    }
    boolean exact = ranks[at] == ranks[0];
    if (!exact && at == ranks.length - 1) {
      double highest = (ranks[at - 1] + 1.0) / images;
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "of the %d scores of split %s, %d are kept, which tell quantiles up to %.4f, and 1",
              images,
              split,
              quantiles.size(),
              highest));
    }
    return new Threshold(
        score,
        quantiles.get(at - 1),
        exact ? other : (ranks[at] + 1.0) / images,
        split,
        images,
        quantiles);
  }

  /**
   * How many of all normal images will be flagged, as far as the images behind the threshold tell.
   *
   * @return the interval
   */
  public FlaggedShare flaggedShare() {
    return FlaggedShare.above(images, ranks(images, quantile)[0] + 1);
  }

  /**
   * Says so if there were too few images for the quantile.
   *
   * @return how many images there were and how many it takes; empty if there were enough
   */
  public Optional<String> caution() {
    if (quantile == 1) {
      return Optional.empty();
    }
    long sure = FlaggedShare.leastImages(quantile);
    double least = Math.ceil(1 / (1 - quantile) - 1e-9);
    if (images >= sure) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the threshold is %s %d images of split %s: a quantile of %s takes at least %.0f"
                + " images, and %d to be %.0f %% sure that one of them scores above it",
            images < least ? "the largest score of" : "set on",
            images,
            split,
            quantile,
            least,
            sure,
            100 * FlaggedShare.CONFIDENCE));
  }

  /**
   * How far the scores behind the threshold are apart.
   *
   * @return their interquartile range, 0 or more
   */
  public double interquartileRange() {
    int last = quantiles.size() - 1;
    return quantiles.get((int) Math.round(0.75 * last))
        - quantiles.get((int) Math.round(0.25 * last));
  }

  /**
   * Whether an image is called anomalous.
   *
   * @param anomalyScore the image's score
   * @return true if it exceeds the threshold
   */
  public boolean exceededBy(double anomalyScore) {
    return anomalyScore > value;
  }

  /**
   * Share of the images behind the threshold that have a lower score, in per cent.
   *
   * @param anomalyScore the image's score
   * @return 0 to 100; exact up to {@value #GRID} images, to a tenth of a per cent beyond
   */
  public double percentile(double anomalyScore) {
    int low = 0;
    int high = quantiles.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (quantiles.get(middle) < anomalyScore) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 100.0 * low / quantiles.size();
  }
}
