package io.latentlake.image.augment;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * Adds Gaussian noise to every value, up to white and black.
 *
 * @param deviation its standard deviation, as a share of the way from black to white
 */
record Noise(double deviation) implements Augmentation {
  @Override
  public byte[] of(ImageShape shape, byte[] pixels, RandomGenerator random) {
    byte[] noisy = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      double value = (pixels[i] & 0xff) + 255 * deviation * random.nextGaussian();
      noisy[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return noisy;
  }
}
