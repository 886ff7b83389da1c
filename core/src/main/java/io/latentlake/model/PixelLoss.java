package io.latentlake.model;

import io.latentlake.kernel.CrossEntropyKernel;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.OffHeap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A reconstruction loss of whole minibatches, one number an image. For one thread. */
final class PixelLoss implements AutoCloseable {
  private final Loss loss;
  private final CrossEntropyKernel crossEntropy;
  private final SquaredError squaredError = new SquaredError();

  /**
   * Prepares a loss.
   *
   * @param loss which
   * @param type of the arrays
   */
  PixelLoss(Loss loss, DataType type) {
    this.loss = loss;
    this.crossEntropy = Kernels.of(type).crossEntropy();
  }

  /**
   * Loss of each image.
   *
   * @param decoded logits or pixel values, [images, ...]
   * @param pixels what they should be, as many values
   * @param gradient receives the derivative of an image's loss by {@code decoded}; a plain array of
   *     as many values, or null
   * @return a loss per image, summed over its values
   */
  double[] perImage(INDArray decoded, INDArray pixels, INDArray gradient) {
    return loss == Loss.BCE
        ? crossEntropy.nats(decoded, pixels, gradient)
        : squaredError.sums(decoded, pixels, gradient);
  }

  /**
   * What the decoder's output means.
   *
   * @param decoded logits or pixel values
   * @param pixels receives pixel values; a plain array of as many
   */
  void pixels(INDArray decoded, INDArray pixels) {
    if (loss == Loss.BCE) {
      crossEntropy.logistic(decoded, pixels);
    } else {
      pixels.assign(decoded);
    }
  }

  /** Squared difference of each image, whatever the loss. */
  double[] squaredErrors(INDArray values, INDArray pixels) {
    return squaredError.sums(values, pixels, null);
  }

  @Override
  public void close() {
    crossEntropy.close();
  }

  /** Σ (x − t)² and its derivative 2·(x − t). */
  private static final class SquaredError {
    private float[] values = new float[0];
    private float[] targets = new float[0];

    double[] sums(INDArray decoded, INDArray pixels, INDArray gradient) {
      return decoded.dataType() == DataType.FLOAT
          ? floats(decoded, pixels, gradient)
          : doubles(decoded, pixels, gradient);
    }

    private double[] floats(INDArray decoded, INDArray pixels, INDArray gradient) {
      values = OffHeap.read(decoded, values);
      targets = OffHeap.read(pixels, targets);
      for (int i = 0; i < values.length; i++) {
        values[i] -= targets[i];
      }
      double[] sums = new double[Math.toIntExact(decoded.size(0))];
      int size = values.length / sums.length;
      for (int image = 0; image < sums.length; image++) {
        sums[image] = squares(values, image * size, (image + 1) * size);
      }
      if (gradient != null) {
        for (int i = 0; i < values.length; i++) {
          values[i] *= 2;
        }
        OffHeap.write(values, gradient);
      }
      return sums;
    }

    private static double squares(float[] values, int from, int to) {
      // two sums side by side, as each addition waits for the one before
      double even = 0;
      double odd = 0;
      int i = from;
      for (; i + 1 < to; i += 2) {
        even += (double) values[i] * values[i];
        odd += (double) values[i + 1] * values[i + 1];
      }
      return i < to ? even + odd + (double) values[i] * values[i] : even + odd;
    }

    private static double[] doubles(INDArray decoded, INDArray pixels, INDArray gradient) {
      double[] differences = OffHeap.read(decoded);
      double[] targets = OffHeap.read(pixels);
      double[] sums = new double[Math.toIntExact(decoded.size(0))];
      int size = differences.length / sums.length;
      for (int i = 0; i < differences.length; i++) {
        differences[i] -= targets[i];
        sums[i / size] += differences[i] * differences[i];
        differences[i] *= 2;
      }
      if (gradient != null) {
        OffHeap.write(differences, gradient);
      }
      return sums;
    }
  }
}
