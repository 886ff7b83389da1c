package io.latentlake.evaluate;

import io.latentlake.table.ImagesTable;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The mean of the training images: the simplest baseline that a model has to beat.
 *
 * @param mean value of each pixel, from 0 to 1, channel-major
 * @param images how many they are
 */
record MeanImage(double[] mean, long images) implements ImageError {
  private static final long serialVersionUID = 1L;

  /**
   * Averages images on the executors.
   *
   * @param images rows of {@link ImagesTable}, all of one shape
   * @param split the split to average
   * @return the mean; empty if the split has no images
   */
  static Optional<MeanImage> of(Dataset<Row> images, String split) {
    Sum sum = PixelRows.storedOfSplit(images, split).treeAggregate(new Sum(), Sum::plus, Sum::plus);
    return sum.images == 0 ? Optional.empty() : Optional.of(new MeanImage(sum.mean(), sum.images));
  }

  @Override
  public double squaredErrorSum(byte[] pixels) {
    double sum = 0;
    double[] values = PixelRows.values(pixels);
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - mean[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** Sums of integers, so that the order of adding does not matter. */
  private static final class Sum implements Serializable {
    private static final long serialVersionUID = 1L;

    private long images;
    private long[] values = {};

    Sum plus(byte[] pixels) {
      if (images == 0) {
        values = new long[pixels.length];
      }
      for (int i = 0; i < values.length; i++) {
        values[i] += pixels[i] & 0xFF;
      }
      images++;
      return this;
    }

    Sum plus(Sum other) {
      if (images == 0) {
        return other;
      }
      for (int i = 0; i < other.values.length; i++) {
        values[i] += other.values[i];
      }
      images += other.images;
      return this;
    }

    double[] mean() {
      double[] mean = new double[values.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = values[i] / (255.0 * images);
      }
      return mean;
    }
  }
}
