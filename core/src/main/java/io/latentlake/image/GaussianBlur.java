package io.latentlake.image;

import java.util.Arrays;

/** A separable Gaussian blur; beyond an edge the weights of what is inside are scaled up. */
public final class GaussianBlur {
  // Three deviations hold 99.7 % of the weight.
  private static final double REACH = 3;

  /** Smooths a map of a whole image: a 32nd of the shorter side, but within the limits below. */
  private static final double SIDES = 32;

  private static final double LEAST_DEVIATION = 1;
  private static final double MOST_DEVIATION = 4;

  private final double[] weights;

  private GaussianBlur(double[] weights) {
    this.weights = weights;
  }

  /**
   * A blur of a width.
   *
   * @param pixels standard deviation of the weights, above 0
   * @return the blur, which reaches three deviations far
   */
  public static GaussianBlur ofDeviation(double pixels) {
    double[] weights = new double[(int) Math.ceil(REACH * pixels) + 1];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(-0.5 * i * i / (pixels * pixels));
    }
    return new GaussianBlur(weights);
  }

  /**
   * The blur that makes a map of an image smooth: what is left is of a size that a person sees.
   *
   * @param height of the image, pixels
   * @param width of the image, pixels
   * @return a blur of deviation 1 to 32 pixels of the shorter side, 2 at 64, 4 from 128
   */
  public static GaussianBlur ofMap(int height, int width) {
    double wanted = Math.min(height, width) / SIDES;
    return ofDeviation(Math.min(MOST_DEVIATION, Math.max(LEAST_DEVIATION, wanted)));
  }

  /**
   * Blurs each channel.
   *
   * @param shape size of the image
   * @param image its values, channel-major
   * @return as many values
   */
  public float[] blur(ImageShape shape, float[] image) {
    int height = shape.height();
    int width = shape.width();
    float[] along = new float[image.length];
    float[] both = new float[image.length];
    double[] sums = new double[width];
    double[] insideRow = inside(width);
    double[] insideColumn = inside(height);
    for (int plane = 0; plane < image.length; plane += height * width) {
      for (int y = 0; y < height; y++) {
        int row = plane + y * width;
        Arrays.fill(sums, 0);
        for (int tap = -reach(); tap <= reach(); tap++) {
          int to = Math.min(width, width - tap);
          add(weight(tap), image, row + tap, sums, Math.max(0, -tap), to);
        }
        for (int x = 0; x < width; x++) {
          along[row + x] = (float) (sums[x] / insideRow[x]);
        }
      }
      for (int y = 0; y < height; y++) {
        Arrays.fill(sums, 0);
        int last = Math.min(height - 1, y + reach());
        for (int other = Math.max(0, y - reach()); other <= last; other++) {
          add(weight(other - y), along, plane + other * width, sums, 0, width);
        }
        for (int x = 0; x < width; x++) {
          both[plane + y * width + x] = (float) (sums[x] / insideColumn[y]);
        }
      }
    }
    return both;
  }

  /** Adds so many times each value to the sum of the same index; neighbours side by side. */
  private static void add(
      double weight, float[] values, int first, double[] sums, int from, int to) {
    for (int x = from; x < to; x++) {
      sums[x] += weight * values[first + x];
    }
  }

  private int reach() {
    return weights.length - 1;
  }

  private double weight(int tap) {
    return weights[Math.abs(tap)];
  }

  /** Sum of the weights that are inside, around each pixel of a line. */
  private double[] inside(int length) {
    double[] inside = new double[length];
    for (int i = 0; i < length; i++) {
      int last = Math.min(length - 1, i + reach());
      for (int other = Math.max(0, i - reach()); other <= last; other++) {
        inside[i] += weight(other - i);
      }
    }
    return inside;
  }

  /**
   * The blur along one axis as a matrix, for what computes with matrices.
   *
   * @param length pixels along the axis
   * @return [length, length], row by row: the share of each pixel in each blurred one
   */
  public double[] matrix(int length) {
    double[] matrix = new double[length * length];
    ImageShape line = new ImageShape(1, 1, length);
    float[] single = new float[length];
    for (int pixel = 0; pixel < length; pixel++) {
      single[pixel] = 1;
      float[] spread = blur(line, single);
      single[pixel] = 0;
      for (int i = 0; i < length; i++) {
        matrix[i * length + pixel] = spread[i];
      }
    }
    return matrix;
  }
}
