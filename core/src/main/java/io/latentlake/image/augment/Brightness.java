package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * Makes an image brighter or darker as a whole, up to white and black.
 *
 * @param most the largest change, as a share of the way from black to white; every change up to it
 *     is alike
 */
record Brightness(double most) implements Augmentation {
  @Override
  public byte[] of(ImageShape shape, byte[] pixels, RandomGenerator random) {
    long change = Math.round(255 * most * (2 * random.nextDouble() - 1));
    byte[] changed = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      changed[i] = (byte) Math.max(0, Math.min(255, (pixels[i] & 0xff) + change));
    }
    return changed;
  }
}
