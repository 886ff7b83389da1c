package io.latentlake.model.loss;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss that is a sum over values, each compared with the decoder output at its own place alone.
 * The arithmetic is double precision.
 */
abstract class ValueEvaluator implements Loss.Evaluator {
  /** The loss of one value. */
  abstract double term(double output, double pixel);

  /** Its derivative by the decoder output. */
  abstract double byOutput(double output, double pixel);

  /** Its derivative by the pixel, the decoder output held fixed. */
  abstract double byPixel(double output, double pixel);

  /** What is left of the loss of one value if the decoder gives the best output for it. */
  abstract double least(double pixel);

  @Override
  public double[] perImage(INDArray decoded, INDArray images, INDArray gradient) {
    double[] outputs = OffHeap.read(decoded);
    double[] pixels = OffHeap.read(images);
    double[] sums = new double[Math.toIntExact(decoded.size(0))];
    int size = outputs.length / sums.length;
    for (int image = 0; image < sums.length; image++) {
      double sum = 0;
      for (int i = image * size; i < (image + 1) * size; i++) {
        sum += term(outputs[i], pixels[i]);
      }
      sums[image] = sum;
    }
    if (gradient != null) {
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = byOutput(outputs[i], pixels[i]);
      }
      OffHeap.write(outputs, gradient);
    }
    return sums;
  }

  @Override
  public void addByImages(INDArray decoded, INDArray images, INDArray byImages) {
    double[] outputs = OffHeap.read(decoded);
    double[] pixels = OffHeap.read(images);
    double[] sums = OffHeap.read(byImages);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += byPixel(outputs[i], pixels[i]);
    }
    OffHeap.write(sums, byImages);
  }

  @Override
  public INDArray pixels(INDArray decoded) {
    return decoded;
  }

  @Override
  public double[] terms(INDArray decoded, INDArray images) {
    double[] terms = OffHeap.read(decoded);
    double[] pixels = OffHeap.read(images);
    for (int i = 0; i < terms.length; i++) {
      terms[i] = term(terms[i], pixels[i]);
    }
    return terms;
  }

  @Override
  public double[] leastTerms(INDArray decoded, INDArray images) {
    double[] terms = terms(decoded, images);
    double[] pixels = OffHeap.read(images);
    for (int i = 0; i < terms.length; i++) {
      terms[i] = Math.min(terms[i], least(pixels[i]));
    }
    return terms;
  }

  @Override
  public void close() {
    // most hold nothing
  }
}
