package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * A minibatch as training shows it to a network.
 *
 * @param before the images as they were, values in [0, 1], image by image, channel-major
 * @param images the same after the corruption; the same array if there is none
 * @param changes for each image and pixel, 1 if the corruption has changed it and 0 if not
 */
record CorruptedImages(float[] before, float[] images, float[] changes) {
  /**
   * Corrupts images.
   *
   * @param corruption what is done, if anything
   * @param shape of an image
   * @param pixels uint8 values of each image, channel-major
   * @param draws for each image, by its position, what decides how it is corrupted
   */
  static CorruptedImages of(
      Optional<Corruption> corruption,
      ImageShape shape,
      byte[][] pixels,
      IntFunction<RandomGenerator> draws) {
    float[] before = TrainingArrays.scaled(pixels, shape);
    if (corruption.isEmpty()) {
      return new CorruptedImages(before, before, new float[0]);
    }
    int size = shape.values();
    int area = shape.height() * shape.width();
    float[] images = new float[before.length];
    float[] changes = new float[pixels.length * area];
    float[] image = new float[size];
    for (int i = 0; i < pixels.length; i++) {
      System.arraycopy(before, i * size, image, 0, size);
      float[] changed = corruption.get().corrupt(shape, image, draws.apply(i));
      System.arraycopy(image, 0, images, i * size, size);
      System.arraycopy(changed, 0, changes, i * area, area);
    }
    return new CorruptedImages(before, images, changes);
  }
}
