package io.latentlake.explain;

import io.latentlake.model.KeyedNoise;
import io.latentlake.model.Target;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Images to explain, the number that is explained, and all that a method may ask about them.
 *
 * @param imageIds ids of the images; keys of random draws
 * @param images pixels in [0, 1]; not to be written to
 * @param target the number that is explained
 * @param function computes it
 * @param model what else the model knows of images
 * @param layers the model's network, layer by layer
 * @param references normal images to compare with
 * @param threshold above which the model's own anomaly score is anomalous, if it has one
 * @param seed of random draws
 * @param passesPerBatch images, real or altered, taken through the model at a time, at least 1
 */
public record ExplanationRequest(
    String[] imageIds,
    Pixels images,
    Target target,
    ExplainedFunction function,
    ExplainedModel model,
    Layers layers,
    ReferenceSet references,
    OptionalDouble threshold,
    long seed,
    int passesPerBatch) {
  /** Alters the images that are explained. */
  @FunctionalInterface
  public interface Alteration {
    /**
     * An altered copy.
     *
     * @param image by its position
     * @param pass counted from 0
     * @return pixels, channel-major; not changed afterwards
     */
    float[] of(int image, int pass);
  }

  /** Takes gradients in as they are found. */
  @FunctionalInterface
  public interface GradientUse {
    /**
     * Takes one in.
     *
     * @param image by its position
     * @param pass counted from 0
     * @param gradient at the altered copy, channel-major
     */
    void accept(int image, int pass, float[] gradient);
  }

  /**
   * Number of images.
   *
   * @return at least 1
   */
  public int count() {
    return images.count();
  }

  /**
   * Random draws for an image. They depend on the seed, the image's id and the number alone.
   *
   * @param image by its position
   * @param number of the draw, counted from 0
   * @return a generator of its own
   */
  public RandomGenerator random(int image, long number) {
    return noise().random(imageIds[image], number);
  }

  /**
   * Standard normal draws for an image. They depend on the seed, the image's id and the number
   * alone.
   *
   * @param image by its position
   * @param number of the draw, counted from 0
   * @param size how many values
   * @return independent values
   */
  public float[] normal(int image, long number, int size) {
    return noise().normal(imageIds[image], number, size);
  }

  private KeyedNoise noise() {
    return new KeyedNoise(KeyedNoise.Purpose.EXPLAINING, seed);
  }

  /**
   * Positions of the images.
   *
   * @return 0, 1, ...
   */
  public int[] positions() {
    return IntStream.range(0, count()).toArray();
  }

  /**
   * The number at the images themselves.
   *
   * @return a value per image
   */
  public double[] values() {
    return function.values(images, positions());
  }

  /**
   * The number at one other picture for each image.
   *
   * @param pictures as many as images
   * @return a value per image
   */
  public double[] values(Pixels pictures) {
    return function.values(pictures, positions());
  }

  /**
   * The number's derivative at the images themselves.
   *
   * @return of the images' shape
   */
  public Pixels gradient() {
    return function.gradient(images, positions());
  }

  /**
   * The number at altered copies. Copies of several images share a batch.
   *
   * @param passes altered copies of each image
   * @param alteration makes them
   * @return for each image a value per copy
   */
  public double[][] values(int passes, Alteration alteration) {
    double[][] values = new double[count()][passes];
    inBatches(
        passes,
        alteration,
        (altered, explained, first) -> {
          double[] found = function.values(altered, explained);
          for (int k = 0; k < found.length; k++) {
            values[explained[k]][(int) ((first + k) % passes)] = found[k];
          }
        });
    return values;
  }

  /**
   * The number's derivative at altered copies. Copies of several images share a batch.
   *
   * @param passes altered copies of each image
   * @param alteration makes them
   * @param use takes the gradients in, image by image, pass by pass
   */
  public void gradients(int passes, Alteration alteration, GradientUse use) {
    inBatches(
        passes,
        alteration,
        (altered, explained, first) -> {
          float[][] found = function.gradient(altered, explained).rows();
          for (int k = 0; k < found.length; k++) {
            use.accept(explained[k], (int) ((first + k) % passes), found[k]);
          }
        });
  }

  private interface BatchUse {
    void accept(Pixels altered, int[] explained, long first);
  }

  private void inBatches(int passes, Alteration alteration, BatchUse use) {
    long all = (long) count() * passes;
    for (long first = 0; first < all; first += passesPerBatch) {
      float[][] batch = new float[(int) Math.min(passesPerBatch, all - first)][];
      int[] explained = new int[batch.length];
      for (int k = 0; k < batch.length; k++) {
        explained[k] = (int) ((first + k) / passes);
        batch[k] = alteration.of(explained[k], (int) ((first + k) % passes));
      }
      use.accept(new Pixels(images.shape(), batch), explained, first);
    }
  }

  /**
   * The same about other pictures of the same images.
   *
   * @param pictures pixels, as many as images
   * @return a request with the same ids and draws
   */
  public ExplanationRequest with(Pixels pictures) {
    return new ExplanationRequest(
        imageIds,
        pictures,
        target,
        function,
        model,
        layers,
        references,
        threshold,
        seed,
        passesPerBatch);
  }
}
