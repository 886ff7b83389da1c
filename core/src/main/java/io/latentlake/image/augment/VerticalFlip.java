package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/** Swaps top and bottom in half of the images. */
record VerticalFlip() implements Augmentation {
  @Override
  public byte[] of(ImageShape shape, byte[] pixels, RandomGenerator random) {
    return random.nextBoolean()
        ? Rearrangement.of(shape, pixels, y -> shape.height() - 1 - y, x -> x)
        : pixels;
  }
}
