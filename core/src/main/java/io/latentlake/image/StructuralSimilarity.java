package io.latentlake.image;

import java.util.Arrays;

/**
 * Structural similarity of two images of one channel, a value at each pixel: 1 where they look
 * alike, down to −1. Means, variances and covariance are weighted by a Gaussian window of 11 pixels
 * and deviation 1.5 around the pixel. Beyond an edge the weights of what is inside are scaled up,
 * so that there is a value for every pixel, also of images smaller than the window. Pixels range
 * from 0 to 1. For one thread.
 *
 * @see <a href="https://doi.org/10.1109/TIP.2003.819861">Wang et al. 2004</a>
 */
public final class StructuralSimilarity {
  /** Side of the window, pixels. */
  public static final int WINDOW = 11;

  /** Added to the terms that compare means. */
  public static final double C1 = 0.01 * 0.01;

  /** Added to the terms that compare variances. */
  public static final double C2 = 0.03 * 0.03;

  private static final double DEVIATION = 1.5;
  private static final int REACH = WINDOW / 2;

  private final int height;
  private final int width;

  /** Of the pixels up to the middle; the others mirror them. */
  private final double[] weights = new double[REACH + 1];

  private final double[] share;
  private final double[] row;
  private final double[] along;
  private final double[] product;
  private final double[] meanX;
  private final double[] meanY;
  private final double[] squareX;
  private final double[] squareY;
  private final double[] cross;

  /**
   * Prepares for images of a size.
   *
   * @param height rows
   * @param width columns
   */
  public StructuralSimilarity(int height, int width) {
    this.height = height;
    this.width = width;
    for (int i = 0; i <= REACH; i++) {
      double far = (i - REACH) / DEVIATION;
      weights[i] = Math.exp(-0.5 * far * far);
    }
    int area = height * width;
    row = new double[width + 2 * REACH];
    along = new double[area + 2 * REACH * width];
    product = new double[area];
    meanX = new double[area];
    meanY = new double[area];
    squareX = new double[area];
    squareY = new double[area];
    cross = new double[area];
    share = new double[area];
    double[] inside = new double[area];
    Arrays.fill(inside, 1);
    sums(inside, share);
    for (int i = 0; i < area; i++) {
      share[i] = 1 / share[i];
    }
  }

  /**
   * Where two images of any number of channels look different.
   *
   * @param shape of both
   * @param x one, channel-major
   * @param y the other
   * @return 1 less their similarity at each pixel, a mean over channels, row by row
   */
  public static float[] dissimilarity(ImageShape shape, double[] x, double[] y) {
    StructuralSimilarity similarity = new StructuralSimilarity(shape.height(), shape.width());
    float[] map = new float[shape.height() * shape.width()];
    for (int from = 0; from < x.length; from += map.length) {
      int to = from + map.length;
      double[] alike =
          similarity.map(Arrays.copyOfRange(x, from, to), Arrays.copyOfRange(y, from, to));
      for (int i = 0; i < map.length; i++) {
        map[i] += (float) ((1 - alike[i]) / shape.channels());
      }
    }
    return map;
  }

  /**
   * The window along one axis as a matrix, for what computes with matrices.
   *
   * @param length pixels along the axis
   * @return [length, length], row by row: the share of each pixel in the mean around each
   */
  public static double[] matrix(int length) {
    StructuralSimilarity line = new StructuralSimilarity(1, length);
    double[] matrix = new double[length * length];
    double[] single = new double[length];
    double[] spread = new double[length];
    for (int pixel = 0; pixel < length; pixel++) {
      single[pixel] = 1;
      line.means(single, spread);
      single[pixel] = 0;
      for (int i = 0; i < length; i++) {
        matrix[i * length + pixel] = spread[i];
      }
    }
    return matrix;
  }

  /**
   * Compares two images.
   *
   * @param x one, row by row
   * @param y the other; exchanging both changes nothing
   * @return the similarity at each pixel
   */
  public double[] map(double[] x, double[] y) {
    statistics(x, y);
    double[] map = new double[x.length];
    for (int i = 0; i < map.length; i++) {
      map[i] =
          (2 * meanX[i] * meanY[i] + C1)
              * (2 * cross[i] + C2)
              / (meansBelow(i) * variancesBelow(i));
    }
    return map;
  }

  /**
   * The part of the similarity that is left without the comparison of means: contrast and
   * structure.
   *
   * @param x one image, row by row
   * @param y the other
   * @return the part at each pixel
   */
  public double[] contrastMap(double[] x, double[] y) {
    statistics(x, y);
    double[] map = new double[x.length];
    for (int i = 0; i < map.length; i++) {
      map[i] = (2 * cross[i] + C2) / variancesBelow(i);
    }
    return map;
  }

  /**
   * The derivative of the sum of {@link #map} by each pixel of the second image.
   *
   * @param x the first image, row by row
   * @param y the second
   * @return as many values
   */
  public double[] gradient(double[] x, double[] y) {
    statistics(x, y);
    for (int i = 0; i < x.length; i++) {
      double means = 2 * meanX[i] * meanY[i] + C1;
      double covariances = 2 * cross[i] + C2;
      double below = meansBelow(i) * variancesBelow(i);
      double similarity = means * covariances / below;
      // by the weighted sums of y, y² and x·y, which variance and covariance are made from
      double byMean =
          2 * meanX[i] * (covariances - means) / below
              + 2 * meanY[i] * similarity * (1 / variancesBelow(i) - 1 / meansBelow(i));
      double bySquare = -similarity / variancesBelow(i);
      double byCross = 2 * means / below;
      meanY[i] = byMean * share[i];
      squareY[i] = bySquare * share[i];
      cross[i] = byCross * share[i];
    }
    return gathered(x, y);
  }

  /**
   * The derivative of the sum of {@link #contrastMap} by each pixel of the second image.
   *
   * @param x the first image, row by row
   * @param y the second
   * @return as many values
   */
  public double[] contrastGradient(double[] x, double[] y) {
    statistics(x, y);
    for (int i = 0; i < x.length; i++) {
      double below = variancesBelow(i);
      double contrast = (2 * cross[i] + C2) / below;
      meanY[i] = share[i] * 2 * (meanY[i] * contrast - meanX[i]) / below;
      squareY[i] = share[i] * -contrast / below;
      cross[i] = share[i] * 2 / below;
    }
    return gathered(x, y);
  }

  /** What comes back to each pixel through the windows that it is in. */
  private double[] gathered(double[] x, double[] y) {
    double[] gradient = new double[x.length];
    sums(meanY, gradient);
    sums(squareY, meanY);
    sums(cross, squareY);
    for (int i = 0; i < x.length; i++) {
      gradient[i] += 2 * y[i] * meanY[i] + x[i] * squareY[i];
    }
    return gradient;
  }

  private double meansBelow(int i) {
    return meanX[i] * meanX[i] + meanY[i] * meanY[i] + C1;
  }

  private double variancesBelow(int i) {
    return squareX[i] + squareY[i] + C2;
  }

  /** Means, variances and covariance in the window around each pixel. */
  private void statistics(double[] x, double[] y) {
    means(x, meanX);
    means(y, meanY);
    means(products(x, x), squareX);
    means(products(y, y), squareY);
    means(products(x, y), cross);
    for (int i = 0; i < x.length; i++) {
      squareX[i] -= meanX[i] * meanX[i];
      squareY[i] -= meanY[i] * meanY[i];
      cross[i] -= meanX[i] * meanY[i];
    }
  }

  private double[] products(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }

  private void means(double[] from, double[] to) {
    sums(from, to);
    for (int i = 0; i < to.length; i++) {
      to[i] *= share[i];
    }
  }

  /**
   * Weighted sums of what is inside the window around each pixel. Outside there are zeros, so that
   * each sum is one expression, which the compiler computes for several pixels at once.
   */
  private void sums(double[] from, double[] to) {
    for (int y = 0; y < height; y++) {
      System.arraycopy(from, y * width, row, REACH, width);
      sum(row, 1, 0, along, (y + REACH) * width);
    }
    for (int y = 0; y < height; y++) {
      sum(along, width, y * width, to, y * width);
    }
  }

  /** Weighted sums of {@value #WINDOW} values each, so far apart, for the pixels of a row. */
  private void sum(double[] from, int apart, int first, double[] to, int start) {
    double w0 = weights[0];
    double w1 = weights[1];
    double w2 = weights[2];
    double w3 = weights[3];
    double w4 = weights[4];
    double w5 = weights[5];
    for (int x = 0; x < width; x++) {
      int at = first + x;
      to[start + x] =
          w0 * from[at]
              + w1 * from[at + apart]
              + w2 * from[at + 2 * apart]
              + w3 * from[at + 3 * apart]
              + w4 * from[at + 4 * apart]
              + w5 * from[at + 5 * apart]
              + w4 * from[at + 6 * apart]
              + w3 * from[at + 7 * apart]
              + w2 * from[at + 8 * apart]
              + w1 * from[at + 9 * apart]
              + w0 * from[at + 10 * apart];
    }
  }
}
