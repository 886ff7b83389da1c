package io.latentlake.evaluate;

import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The best linear autoencoder: projects images onto the leading principal components of the
 * training images.
 *
 * @param mean the mean training image
 * @param components orthonormal components, {@code [component][pixel]}
 */
record PrincipalComponents(double[] mean, double[][] components) implements ImageError {
  private static final long serialVersionUID = 1L;

  /** Largest image: Spark holds a matrix of pixels by pixels on the driver, here 1.8 GB. */
  private static final int MOST_VALUES = 15_000;

  /** Values of an image times components up to which they are found in well under a minute. */
  static final long QUICK = 300_000;

  /**
   * Finds the components with Spark's MLlib.
   *
   * @param images rows of the images table, all of one shape
   * @param split the split to fit
   * @param mean the mean image of that split
   * @param count number of components; fewer are found if there are fewer images or pixels
   * @return the components
   * @throws IllegalArgumentException if an image has more than 15,000 values
   */
  static PrincipalComponents of(Dataset<Row> images, String split, MeanImage mean, int count) {
    int pixels = mean.mean().length;
    if (pixels > MOST_VALUES) {
      throw new IllegalArgumentException(
          "evaluate.pca-baseline: images have "
              + pixels
              + " values; at most "
              + MOST_VALUES
              + " are possible; switch it off or ingest smaller images");
    }
    double[] center = mean.mean();
    JavaRDD<Vector> centered =
        PixelRows.ofSplit(images, split)
            .map(
                values -> {
                  for (int i = 0; i < values.length; i++) {
                    values[i] -= center[i];
                  }
                  return Vectors.dense(values);
                });
    RowMatrix matrix = new RowMatrix(centered.rdd());
    // of centred rows, the right singular vectors are the principal components
    Matrix vectors = matrix.computeSVD(Math.min(count, pixels), false, 1e-9).V();
    double[] columns = vectors.toArray();
    double[][] components = new double[vectors.numCols()][];
    for (int i = 0; i < components.length; i++) {
      components[i] = Arrays.copyOfRange(columns, i * pixels, (i + 1) * pixels);
    }
    return new PrincipalComponents(center, components);
  }

  @Override
  public double squaredErrorSum(byte[] pixels) {
    double[] left = PixelRows.values(pixels);
    for (int i = 0; i < left.length; i++) {
      left[i] -= mean[i];
    }
    for (double[] component : components) {
      double code = 0;
      for (int i = 0; i < left.length; i++) {
        code += component[i] * left[i];
      }
      for (int i = 0; i < left.length; i++) {
        left[i] -= code * component[i];
      }
    }
    double sum = 0;
    for (double value : left) {
      sum += value * value;
    }
    return sum;
  }
}
