package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/** Swaps left and right in half of the images. */
record HorizontalFlip() implements Augmentation {
  @Override
  public byte[] of(ImageShape shape, byte[] pixels, RandomGenerator random) {
    return random.nextBoolean()
        ? Rearrangement.of(shape, pixels, y -> y, x -> shape.width() - 1 - x)
        : pixels;
  }
}
