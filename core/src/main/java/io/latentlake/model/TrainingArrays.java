package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
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
  private final List<WeightedTerm> terms;
  private final Corruption corruption;
  private final int noiseSize;

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
    this.terms = options.lossTerms();
    this.corruption = options.family().corruption(options).orElse(null);
    Architecture network = options.architecture(shape);
    this.noiseSize =
        network.has(Architecture.NOISE) ? network.at(Architecture.NOISE).shape().values() : 0;
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
   * Values of noise that each image gets.
   *
   * @return 0 for a network that takes none
   */
  public int noiseSize() {
    return noiseSize;
  }

  /**
   * What the model's loss terms weigh after the warm-up.
   *
   * @return a weight for each term, in the order of the model's terms
   */
  public double[] weights() {
    return terms.stream().mapToDouble(WeightedTerm::weight).toArray();
  }

  /**
   * The arrays of one minibatch of a model that is not conditioned on labels.
   *
   * @param pixels uint8 values of each image, channel-major
   * @param noise standard normal draws, image by image, {@link #noiseSize} each
   * @param draws for each image, by its position, what decides how it is corrupted, if at all
   * @param weights of the model's loss terms in this step
   * @return features (images, then noise if any) and labels (for each term what it compares with
   *     or, if it is nothing, its weight)
   * @throws IllegalArgumentException if an array has the wrong length
   */
  public MultiDataSet minibatch(
      byte[][] pixels, float[] noise, IntFunction<RandomGenerator> draws, double[] weights) {
    return minibatch(pixels, new String[pixels.length], noise, draws, weights);
  }

  /**
   * The arrays of one minibatch of a model that may be conditioned on labels.
   *
   * @param pixels uint8 values of each image, channel-major
   * @param imageLabels of each image, or null
   * @param noise standard normal draws, image by image, {@link #noiseSize} each
   * @param draws for each image, by its position, what decides how it is corrupted, if at all
   * @param weights of the model's loss terms in this step
   * @return features (images, then noise if any, then the condition if any) and labels (for each
   *     term what it compares with or, if it is nothing, its weight)
   * @throws IllegalArgumentException if an array has the wrong length, or a conditional model does
   *     not know a label
   */
  public MultiDataSet minibatch(
      byte[][] pixels,
      String[] imageLabels,
      float[] noise,
      IntFunction<RandomGenerator> draws,
      double[] weights) {
    requireLength("noise", noise.length, pixels.length * noiseSize);
    requireLength("the weights", weights.length, terms.size());
    CorruptedImages shown =
        CorruptedImages.of(Optional.ofNullable(corruption), shape, pixels, draws);
    INDArray images = images(centred(shown.images()));
    boolean centredLabels = options.reconstructionLoss().comparesDifferences();
    float[] wanted = centredLabels ? centred(shown.before()) : shown.before();
    boolean shownAsWanted = corruption == null && (centredLabels || meanImage == null);
    INDArray targets = shownAsWanted ? images : images(wanted);
    List<INDArray> features = new ArrayList<>(List.of(images));
    if (noiseSize > 0) {
      INDArray normals = OffHeap.create(DataType.FLOAT, pixels.length, noiseSize);
      OffHeap.write(noise, normals);
      features.add(normals);
    }
    if (options.family().conditional()) {
      int[] places = Conditions.places(options, imageLabels);
      INDArray told = OffHeap.create(DataType.FLOAT, places.length, options.labels().size());
      OffHeap.write(Conditions.values(options, places), told);
      features.add(told);
    }
    List<INDArray> labels = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      labels.add(
          switch (terms.get(i).term().compares()) {
            case NOTHING -> column(pixels.length, weights[i]);
            case IMAGES -> targets;
            case CHANGES -> array(shown.changes(), 1);
          });
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        features.toArray(INDArray[]::new), labels.toArray(INDArray[]::new));
  }

  private static INDArray column(int images, double weight) {
    float[] values = new float[images];
    Arrays.fill(values, (float) weight);
    INDArray column = OffHeap.create(DataType.FLOAT, images, 1);
    OffHeap.write(values, column);
    return column;
  }

  private static void requireLength(String what, int found, int needed) {
    if (found != needed) {
      throw new IllegalArgumentException(
          what + " has " + found + " values; this minibatch needs " + needed);
    }
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

  /**
   * Pixels as networks are shown them.
   *
   * @param pixels uint8 values of each image, channel-major
   * @param shape of each
   * @return values in [0, 1], image by image
   * @throws IllegalArgumentException if an image has another number of values
   */
  public static float[] scaled(byte[][] pixels, ImageShape shape) {
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
    if (meanImage == null) {
      return values;
    }
    float[] differences = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      differences[i] = values[i] - meanImage[i % meanImage.length];
    }
    return differences;
  }

  private INDArray images(float[] values) {
    return array(values, shape.channels());
  }

  private INDArray array(float[] values, int channels) {
    int images = values.length / (channels * shape.height() * shape.width());
    INDArray array =
        OffHeap.create(DataType.FLOAT, images, channels, shape.height(), shape.width());
    OffHeap.write(values, array);
    return array;
  }
}
