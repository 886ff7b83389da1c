package io.latentlake.model;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Makes a minibatch's arrays as the training graph of {@link TrainingGraph} takes them. */
public final class TrainingArrays implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final float[] SHADES = new float[256];

  static {
    for (int shade = 0; shade < SHADES.length; shade++) {
      SHADES[shade] = shade / 255f;
    }
  }

  private final ModelOptions options;
  private final ImageShape shape;
  private final float[] meanImage;

  /**
   * Prepares for a model.
   *
   * @param options the model
   * @param shape size of the images
   * @param meanImage mean training image in [0, 1], channel-major; given exactly when the options
   *     centre the images
   * @throws IllegalArgumentException if the mean image is missing, superfluous or of another size
   */
  public TrainingArrays(ModelOptions options, ImageShape shape, Optional<float[]> meanImage) {
    requireMeanImage(options, shape, meanImage);
    this.options = options;
    this.shape = shape;
    this.meanImage = meanImage.map(float[]::clone).orElse(null);
  }

  static void requireMeanImage(
      ModelOptions options, ImageShape shape, Optional<float[]> meanImage) {
    int found = meanImage.map(mean -> mean.length).orElse(0);
    int needed = options.centred() ? shape.values() : 0;
    if (found != needed) {
      throw new IllegalArgumentException(
          "the mean image has " + found + " values; model.center needs " + needed);
    }
  }

  /**
   * The arrays of one minibatch.
   *
   * @param pixels uint8 values of each image, channel-major
   * @param noise standard normal draws, image by image, latent size each; without length for a
   *     plain autoencoder
   * @param beta weight of the KL divergence in this step; no meaning for a plain autoencoder
   * @return features (images, then noise) and labels (images, then β)
   * @throws IllegalArgumentException if an array has the wrong length
   */
  public MultiDataSet minibatch(byte[][] pixels, float[] noise, double beta) {
    int expected = options.variational() ? pixels.length * options.latent() : 0;
    if (noise.length != expected) {
      throw new IllegalArgumentException(
          "noise has " + noise.length + " values; this minibatch needs " + expected);
    }
    float[] values = scaled(pixels, shape);
    INDArray images = array(meanImage == null ? values : centred(values));
    boolean centredLabels = meanImage == null || options.reconstructionLoss() == Loss.SQUARED_ERROR;
    INDArray labels = centredLabels ? images : array(values);
    if (!options.variational()) {
      return new org.nd4j.linalg.dataset.MultiDataSet(images, labels);
    }
    INDArray draws = OffHeap.create(DataType.FLOAT, pixels.length, options.latent());
    OffHeap.write(noise, draws);
    float[] weight = new float[pixels.length];
    Arrays.fill(weight, (float) beta);
    INDArray weights = OffHeap.create(DataType.FLOAT, pixels.length, 1);
    OffHeap.write(weight, weights);
    return new org.nd4j.linalg.dataset.MultiDataSet(
        new INDArray[] {images, draws}, new INDArray[] {labels, weights});
  }

  /**
   * Gives a minibatch's native memory back. Left to the collector, it would pile up until the heap,
   * which it hardly touches, is full: with a large heap that takes hundreds of minibatches.
   *
   * @param minibatch what {@link #minibatch} made; not to be used any more
   */
  public static void close(MultiDataSet minibatch) {
    for (INDArray[] arrays : List.of(minibatch.getFeatures(), minibatch.getLabels())) {
      for (INDArray array : arrays) {
        OffHeap.close(array);
      }
    }
  }

  /** Values in [0, 1], image by image. */
  static float[] scaled(byte[][] pixels, ImageShape shape) {
    int size = shape.values();
    float[] values = new float[pixels.length * size];
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i].length != size) {
        throw new IllegalArgumentException(
            "an image has "
                + pixels[i].length
                + " values; the model takes "
                + size
                + " ("
                + shape
                + ")");
      }
      for (int j = 0; j < size; j++) {
        values[i * size + j] = SHADES[pixels[i][j] & 0xff];
      }
    }
    return values;
  }

  private float[] centred(float[] values) {
    float[] differences = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      differences[i] = values[i] - meanImage[i % meanImage.length];
    }
    return differences;
  }

  private INDArray array(float[] values) {
    int images = values.length / shape.values();
    INDArray array =
        OffHeap.create(DataType.FLOAT, images, shape.channels(), shape.height(), shape.width());
    OffHeap.write(values, array);
    return array;
  }
}
