package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** All that training images undergo, in order: flips, shift, crop, brightness, noise. */
public final class Augmentations implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ImageShape shape;
  private final List<Augmentation> steps;

  private Augmentations(ImageShape shape, List<Augmentation> steps) {
    this.shape = shape;
    this.steps = List.copyOf(steps);
  }

  /**
   * What options ask for.
   *
   * @param options how strong each augmentation is
   * @param shape of the images
   * @return the augmentations; none by default
   */
  public static Augmentations of(AugmentOptions options, ImageShape shape) {
    List<Augmentation> steps = new ArrayList<>();
    if (options.flipHorizontal()) {
      steps.add(new HorizontalFlip());
    }
    if (options.flipVertical()) {
      steps.add(new VerticalFlip());
    }
    if (options.shift() > 0) {
      steps.add(new Shift(options.shift()));
    }
    if (options.crop() > 0) {
      steps.add(new Crop(options.crop()));
    }
    if (options.brightness() > 0) {
      steps.add(new Brightness(options.brightness()));
    }
    if (options.noise() > 0) {
      steps.add(new Noise(options.noise()));
    }
    return new Augmentations(shape, steps);
  }

  /**
   * Augments a minibatch.
   *
   * @param pixels uint8 values of each image, channel-major; stay as they are
   * @param draws for each image, by its position, all that is random about it
   * @return the augmented images; the same arrays if there is nothing to do
   */
  public byte[][] of(byte[][] pixels, IntFunction<RandomGenerator> draws) {
    if (steps.isEmpty()) {
      return pixels;
    }
    byte[][] augmented = pixels.clone();
    for (int image = 0; image < pixels.length; image++) {
      RandomGenerator random = draws.apply(image);
      for (Augmentation step : steps) {
        augmented[image] = step.of(shape, augmented[image], random);
      }
    }
    return augmented;
  }
}
