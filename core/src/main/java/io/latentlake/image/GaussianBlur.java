package io.latentlake.image;

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
    float[] along = new float[image.length];
    float[] both = new float[image.length];
    for (int row = 0; row < shape.channels() * shape.height(); row++) {
      line(image, along, row * shape.width(), 1, shape.width());
    }
    int plane = shape.height() * shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      for (int x = 0; x < shape.width(); x++) {
        line(along, both, c * plane + x, shape.width(), shape.height());
      }
    }
    return both;
  }

  /**
   * The blur along one axis as a matrix, for what computes with matrices.
   *
   * @param length pixels along the axis
   * @return [length, length], row by row: the share of each pixel in each blurred one
   */
  public double[] matrix(int length) {
    double[] matrix = new double[length * length];
    float[] single = new float[length];
    float[] spread = new float[length];
    for (int pixel = 0; pixel < length; pixel++) {
      single[pixel] = 1;
      line(single, spread, 0, 1, length);
      single[pixel] = 0;
      for (int i = 0; i < length; i++) {
        matrix[i * length + pixel] = spread[i];
      }
    }
    return matrix;
  }

  private void line(float[] from, float[] to, int start, int step, int length) {
    for (int i = 0; i < length; i++) {
      double sum = 0;
      double weight = 0;
      int first = Math.max(0, i - weights.length + 1);
      int last = Math.min(length - 1, i + weights.length - 1);
      for (int j = first; j <= last; j++) {
        double w = weights[Math.abs(i - j)];
        sum += w * from[start + j * step];
        weight += w;
      }
      to[start + i * step] = (float) (sum / weight);
    }
  }
}
