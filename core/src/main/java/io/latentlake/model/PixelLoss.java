package io.latentlake.model;

/**
 * Reconstruction losses of whole minibatches on plain arrays, one number an image; sums run in
 * double precision.
 */
final class PixelLoss {
  // each factor is at most 2, so this many stay far below the largest double
  private static final int FACTORS_PER_LOGARITHM = 512;

  private PixelLoss() {}

  /**
   * Loss of each image.
   *
   * @param loss which
   * @param decoded logits or pixel values, image by image
   * @param pixels what they should be, same length
   * @param images how many images the arrays hold
   * @param gradient receives the derivative of an image's loss by {@code decoded}, or null
   * @return a loss per image
   */
  static double[] perImage(
      Loss loss, double[] decoded, double[] pixels, int images, double[] gradient) {
    double[] sums = new double[images];
    int size = decoded.length / images;
    for (int image = 0; image < images; image++) {
      int from = image * size;
      sums[image] =
          loss == Loss.BCE
              ? crossEntropy(decoded, pixels, from, from + size, gradient)
              : squaredError(decoded, pixels, from, from + size, gradient);
    }
    return sums;
  }

  /**
   * −Σ [t·ln σ(x) + (1−t)·ln(1−σ(x))] = Σ [max(x,0) − x·t + ln(1+e^−|x|)]; finite for every logit.
   */
  private static double crossEntropy(
      double[] logits, double[] pixels, int from, int to, double[] gradient) {
    double sum = 0;
    double product = 1;
    int factors = 0;
    for (int i = from; i < to; i++) {
      double logit = logits[i];
      double small = Math.exp(-Math.abs(logit));
      // one logarithm of a product in place of many logarithms
      product *= 1 + small;
      if (++factors == FACTORS_PER_LOGARITHM) {
        sum += Math.log(product);
        product = 1;
        factors = 0;
      }
      sum += Math.max(logit, 0) - logit * pixels[i];
      if (gradient != null) {
        gradient[i] = (logit >= 0 ? 1 : small) / (1 + small) - pixels[i];
      }
    }
    return sum + Math.log(product);
  }

  private static double squaredError(
      double[] values, double[] pixels, int from, int to, double[] gradient) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double difference = values[i] - pixels[i];
      sum += difference * difference;
      if (gradient != null) {
        gradient[i] = 2 * difference;
      }
    }
    return sum;
  }

  /** σ(x) without overflow. */
  static double sigmoid(double logit) {
    double small = Math.exp(-Math.abs(logit));
    return (logit >= 0 ? 1 : small) / (1 + small);
  }
}
