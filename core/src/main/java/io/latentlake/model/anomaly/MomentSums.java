package io.latentlake.model.anomaly;

import java.io.Serializable;

/** Sums and sums of squares of some numbers of each image, for their moments. */
final class MomentSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] sums;
  private final double[] squares;
  private long images;

  /**
   * Starts with no images.
   *
   * @param numbers how many numbers an image has
   */
  MomentSums(int numbers) {
    this.sums = new double[numbers];
    this.squares = new double[numbers];
  }

  /** Adds one of an image's numbers. */
  void add(int number, double value) {
    sums[number] += value;
    squares[number] += value * value;
  }

  /** Counts images whose numbers have been added. */
  void count(int more) {
    images += more;
  }

  /** Adds what others have summed. */
  void add(MomentSums other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
      squares[i] += other.squares[i];
    }
    images += other.images;
  }

  /**
   * The moments.
   *
   * @param leastVariance added to each variance, above 0
   * @return the mean of each number, then the standard deviation of each
   * @throws IllegalStateException if there were no images
   */
  float[] moments(double leastVariance) {
    if (images == 0) {
      throw new IllegalStateException("numbers of no images have no mean");
    }
    float[] moments = new float[2 * sums.length];
    for (int i = 0; i < sums.length; i++) {
      double mean = sums[i] / images;
      // rounding may take it below 0
      double variance = Math.max(0, squares[i] / images - mean * mean);
      moments[i] = (float) mean;
      moments[sums.length + i] = (float) Math.sqrt(variance + leastVariance);
    }
    return moments;
  }
}
