package io.latentlake.model;

import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.image.Resampling;
import io.latentlake.kernel.CrossEntropyKernel;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a network's outputs mean as pixels, and where those differ from images. For one thread. */
final class ImageComparison implements AutoCloseable {
  private final ImageShape shape;
  private final Shape seen;
  private final DataType type;
  private final Loss.Evaluator loss;
  private final Loss.Evaluator squaredError;
  private final CrossEntropyKernel logistic;
  private final Scratch room = new Scratch();

  /**
   * Prepares to compare.
   *
   * @param options the model, with its loss
   * @param shape of an image
   * @param type of all arrays
   */
  ImageComparison(ModelOptions options, ImageShape shape, DataType type) {
    this.shape = shape;
    this.seen = options.seen(shape);
    this.type = type;
    this.loss = options.reconstructionLoss().evaluator(type);
    this.squaredError = Loss.named(Loss.SQUARED_ERROR).evaluator(type);
    this.logistic = Kernels.of(type).crossEntropy();
  }

  /** Pixel values of decoder outputs, same shape; overwritten by the next call of any method. */
  INDArray pixels(INDArray decoded) {
    return loss.pixels(decoded);
  }

  /** Stored pixels of decoder outputs: values beyond [0, 1] become the nearest end. */
  byte[][] storedPixels(INDArray decoded) {
    double[] values = OffHeap.read(pixels(decoded));
    byte[][] images = new byte[Math.toIntExact(decoded.size(0))][shape.values()];
    for (int image = 0; image < images.length; image++) {
      for (int i = 0; i < shape.values(); i++) {
        double value = Math.max(0, Math.min(1, values[image * shape.values() + i]));
        images[image][i] = (byte) Math.round(255 * value);
      }
    }
    return images;
  }

  /**
   * The reconstruction loss of each image, summed over channels and pixels.
   *
   * @param x images in [0, 1]
   * @param decoded decoder outputs, same shape
   * @param gradient receives the derivative by the decoder outputs, or null
   */
  double[] reconstructionErrors(INDArray x, INDArray decoded, INDArray gradient) {
    return loss.perImage(decoded, x, gradient);
  }

  /** Adds the derivative of each image's loss by the image, the decoder outputs held fixed. */
  void addErrorsByImages(INDArray x, INDArray decoded, INDArray byImages) {
    loss.addByImages(decoded, x, byImages);
  }

  /** Each value's term of the loss, image by image. */
  double[] terms(INDArray x, INDArray decoded) {
    return loss.terms(decoded, x);
  }

  /** What is left of each term of a perfect reconstruction, image by image. */
  double[] leastTerms(INDArray x, INDArray decoded) {
    return loss.leastTerms(decoded, x);
  }

  /** Squared differences summed over channels and pixels, a value per image. */
  double[] squaredErrorSums(INDArray x, INDArray decoded) {
    return squaredError.perImage(pixels(decoded), x, null);
  }

  /** For each image the squared difference at each pixel, a mean over channels, row by row. */
  float[][] squaredResiduals(INDArray x, INDArray decoded) {
    double[] made = OffHeap.read(pixels(decoded));
    double[] wanted = OffHeap.read(x);
    float[][] residuals = new float[Math.toIntExact(x.size(0))][];
    for (int i = 0; i < residuals.length; i++) {
      int from = i * shape.values();
      int to = from + shape.values();
      residuals[i] =
          Reconstructions.squaredResidual(
              shape, Arrays.copyOfRange(wanted, from, to), Arrays.copyOfRange(made, from, to));
    }
    return residuals;
  }

  /**
   * For each image the squared differences at each place of what the network sees, a sum over its
   * channels.
   */
  float[][] squaredErrorsOfPlaces(INDArray x, INDArray decoded) {
    double[] terms = squaredError.terms(pixels(decoded), x);
    int places = seen.height() * seen.width();
    float[][] sums = new float[Math.toIntExact(x.size(0))][places];
    for (int image = 0; image < sums.length; image++) {
      double[] sum = new double[places];
      for (int i = 0; i < seen.values(); i++) {
        sum[i % places] += terms[image * seen.values() + i];
      }
      for (int place = 0; place < places; place++) {
        sums[image][place] = (float) sum[place];
      }
    }
    return sums;
  }

  /** From the places of what the network sees to the pixels of an image. */
  Resampling toPixels() {
    return new Resampling(seen.height(), seen.width(), shape.height(), shape.width());
  }

  /** The logistic function of logits, in their order. */
  double[] probabilities(INDArray logits) {
    INDArray values = room.of(type, logits.shape());
    logistic.logistic(logits, values);
    return OffHeap.read(values);
  }

  /** For each image the logistic function of a logit at each pixel, row by row. */
  float[][] probabilityMaps(INDArray logits) {
    double[] values = probabilities(logits);
    int area = shape.height() * shape.width();
    float[][] maps = new float[values.length / area][area];
    for (int i = 0; i < values.length; i++) {
      maps[i / area][i % area] = (float) values[i];
    }
    return maps;
  }

  @Override
  public void close() {
    loss.close();
    squaredError.close();
    logistic.close();
    room.close();
  }
}
