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
    int n = sorted.length;
    int rank = (int) Math.ceil(quantile * n - 1e-9);
    double value = sorted[Math.min(n, Math.max(1, rank)) - 1];
    int kept = Math.min(n, GRID);
    Double[] grid = new Double[kept];
    for (int i = 0; i < kept; i++) {
      grid[i] = sorted[kept == n ? i : (int) Math.round((double) i * (n - 1) / (kept - 1))];
    }
    return new Threshold(score, value, quantile, split, n, List.of(grid));
  }

  /**
   * Says so if the quantile cannot be told from the largest score, as there were too few images.
   *
   * @return how many images there were and how many it takes; empty if there were enough
   */
  public Optional<String> caution() {
    double least = Math.ceil(1 / (1 - quantile) - 1e-9);
    if (quantile == 1 || images >= least) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the threshold is the largest score of %d images of split %s: a quantile of %s takes at"
                + " least %.0f images",
            images,
            split,
            quantile,
            least));
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
