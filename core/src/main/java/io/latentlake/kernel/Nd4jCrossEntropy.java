package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Cross-entropy by the JVM, in double precision. */
final class Nd4jCrossEntropy implements CrossEntropyKernel {
  // each factor is at most 2, so this many stay far below the largest double
  private static final int FACTORS_PER_LOGARITHM = 512;

  @Override
  public double[] nats(INDArray logits, INDArray pixels, INDArray gradient) {
    double[] x = OffHeap.read(logits);
    double[] targets = OffHeap.read(pixels);
    double[] derivative = gradient == null ? null : new double[x.length];
    double[] sums = new double[Math.toIntExact(logits.size(0))];
    int size = x.length / sums.length;
    for (int image = 0; image < sums.length; image++) {
      sums[image] = nats(x, targets, image * size, (image + 1) * size, derivative);
    }
    if (gradient != null) {
      OffHeap.write(derivative, gradient);
    }
    return sums;
  }

  private static double nats(
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

  @Override
  public void logistic(INDArray logits, INDArray out) {
    double[] values = OffHeap.read(logits);
    for (int i = 0; i < values.length; i++) {
      double small = Math.exp(-Math.abs(values[i]));
      values[i] = (values[i] >= 0 ? 1 : small) / (1 + small);
    }
    OffHeap.write(values, out);
  }

  @Override
  public void close() {
    // it keeps nothing
  }
}
