package io.latentlake.evaluate;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The best linear autoencoder: projects images onto the leading principal components of the
 * training images.
 *
 * @param mean the mean training image
 * @param components orthonormal components, {@code [component][pixel]}
 */
record PrincipalComponents(double[] mean, double[][] components) implements ImageError {
  private static final long serialVersionUID = 1L;

  /** Values of an image times components: a task holds four times as many numbers, here 320 MB. */
  private static final long MOST = 10_000_000;

  /**
   * Images times values of each times components that take little time: 6,000 images of 4,096
   * values and 16 components took 17 s on two busy cores.
   */
  private static final double QUICK = 4e8;

  /** Fewer images for each component than this say little about it. */
  private static final int IMAGES_EACH = 10;

  /**
   * The share of the images from which components are found quickly.
   *
   * @param mean the mean of all images
   * @param count number of components
   * @return from 0 to 1; 0 if that would be too few images to find the components, or they would
   *     not fit into memory
   */
  static double quickShare(MeanImage mean, int count) {
    if (!fit(mean.mean().length, count)) {
      return 0;
    }
    double quick = QUICK / mean.mean().length / count;
    if (mean.images() <= quick) {
      return 1;
    }
    return quick < IMAGES_EACH * count ? 0 : quick / mean.images();
  }

  /** Whether a task has the memory to find so many components. */
  static boolean fit(int pixels, int count) {
    return (long) pixels * count <= MOST;
  }

  /**
   * Finds the components in a few passes over the images.
   *
   * @param images rows of the images table, all of one shape
   * @param split the split to fit
   * @param mean the mean image of that split
   * @param count number of components; fewer are found if there are fewer images or pixels
   * @return the components
   * @throws IllegalArgumentException if values of an image times components exceed 10,000,000
   */
  static PrincipalComponents of(Dataset<Row> images, String split, MeanImage mean, int count) {
    int pixels = mean.mean().length;
    if (!fit(pixels, count)) {
      throw new IllegalArgumentException(
          "evaluate.pca-baseline: "
              + pixels
              + " values of an image times "
              + count
              + " components are more than "
              + MOST
              + "; switch it off, ingest smaller images or lower model.latent");
    }
    double[] center = mean.mean();
    JavaRDD<byte[]> stored =
        PixelRows.storedOfSplit(images, split).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      JavaRDD<double[]> centred = stored.map(image -> difference(image, center));
      double[][] components = SubspaceIteration.of(centred, pixels, Math.min(count, pixels));
      return new PrincipalComponents(center, components);
    } finally {
      stored.unpersist();
    }
  }

  private static double[] difference(byte[] image, double[] center) {
    double[] values = PixelRows.values(image);
    for (int i = 0; i < values.length; i++) {
      values[i] -= center[i];
    }
    return values;
  }

  @Override
  public double squaredErrorSum(byte[] pixels) {
    double sum = 0;
    for (double value : left(pixels)) {
      sum += value * value;
    }
    return sum;
  }

  /**
   * What the components make of an image.
   *
   * @param pixels uint8, channel-major
   * @return values, about from 0 to 1, channel-major
   */
  double[] reconstruction(byte[] pixels) {
    double[] values = PixelRows.values(pixels);
    double[] left = left(pixels);
    for (int i = 0; i < values.length; i++) {
      values[i] -= left[i];
    }
    return values;
  }

  private double[] left(byte[] pixels) {
    double[] left = difference(pixels, mean);
    for (double[] component : components) {
      double code = 0;
      for (int i = 0; i < left.length; i++) {
        code += component[i] * left[i];
      }
      for (int i = 0; i < left.length; i++) {
        left[i] -= code * component[i];
      }
    }
    return left;
  }
}
