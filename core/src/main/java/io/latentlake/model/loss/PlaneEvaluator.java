package io.latentlake.model.loss;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.Loss;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss that compares one channel of an image with one of the decoder's outputs, which are pixel
 * values, and is the same when both are exchanged. It is 0 where they are the same.
 */
abstract class PlaneEvaluator implements Loss.Evaluator {
  private int height;
  private int width;

  /** Prepares for another size. */
  abstract void prepare(int height, int width);

  /** The loss as a term for each pixel. */
  abstract double[] terms(double[] one, double[] other);

  /** The derivative of the loss by one of both. */
  abstract double[] gradient(double[] fixed, double[] moving);

  private interface OfPlane {
    double[] of(double[] output, double[] pixels);
  }

  private double[] planes(INDArray decoded, INDArray images, OfPlane work) {
    if (images.size(2) != height || images.size(3) != width) {
      height = (int) images.size(2);
      width = (int) images.size(3);
      prepare(height, width);
    }
    double[] outputs = OffHeap.read(decoded);
    double[] pixels = OffHeap.read(images);
    int area = height * width;
    for (int from = 0; from < outputs.length; from += area) {
      double[] found =
          work.of(
              Arrays.copyOfRange(outputs, from, from + area),
              Arrays.copyOfRange(pixels, from, from + area));
      System.arraycopy(found, 0, outputs, from, area);
    }
    return outputs;
  }

  @Override
  public final double[] perImage(INDArray decoded, INDArray images, INDArray gradient) {
    double[] terms = terms(decoded, images);
    double[] sums = new double[Math.toIntExact(images.size(0))];
    int size = terms.length / sums.length;
    for (int image = 0; image < sums.length; image++) {
      sums[image] = Arrays.stream(terms, image * size, (image + 1) * size).sum();
    }
    if (gradient != null) {
      OffHeap.write(
          planes(decoded, images, (output, pixels) -> gradient(pixels, output)), gradient);
    }
    return sums;
  }

  @Override
  public final void addByImages(INDArray decoded, INDArray images, INDArray byImages) {
    double[] sums = OffHeap.read(byImages);
    double[] derivative = planes(decoded, images, this::gradient);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += derivative[i];
    }
    OffHeap.write(sums, byImages);
  }

  @Override
  public final INDArray pixels(INDArray decoded) {
    return decoded;
  }

  @Override
  public final double[] terms(INDArray decoded, INDArray images) {
    return planes(decoded, images, this::terms);
  }

  @Override
  public final double[] leastTerms(INDArray decoded, INDArray images) {
    double[] terms = terms(decoded, images);
    for (int i = 0; i < terms.length; i++) {
      // 0, or what rounding has made of it
      terms[i] = Math.min(terms[i], 0);
    }
    return terms;
  }

  @Override
  public final void close() {
    // holds nothing native
  }
}
