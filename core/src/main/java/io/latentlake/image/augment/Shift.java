package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * Moves an image by whole pixels, every distance alike; where it leaves a gap, its edge is
 * repeated.
 *
 * @param most the largest distance, as a share of the side; less than a pixel is none
 */
record Shift(double most) implements Augmentation {
  @Override
  public byte[] of(ImageShape shape, byte[] pixels, RandomGenerator random) {
    int down = distance(shape.height(), random);
    int right = distance(shape.width(), random);
    return Rearrangement.of(
        shape,
        pixels,
        y -> within(y - down, shape.height()),
        x -> within(x - right, shape.width()));
  }

  private int distance(int side, RandomGenerator random) {
    int pixels = (int) (most * side);
    return random.nextInt(2 * pixels + 1) - pixels;
  }

  private static int within(int place, int side) {
    return Math.max(0, Math.min(side - 1, place));
  }
}
