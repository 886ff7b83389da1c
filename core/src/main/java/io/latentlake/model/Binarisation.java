package io.latentlake.model;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Whether pixels become 0 or 1, each 1 with the probability of its value. A draw depends on the
 * seed, the image's id and the epoch alone.
 *
 * @see <a href="https://proceedings.mlr.press/v15/larochelle11a.html">Larochelle and Murray 2011:
 *     drawn once</a>
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2016, appendix: drawn again every
 *     time</a>
 */
public enum Binarisation {
  /** Pixels keep their values. */
  NONE,
  /** An image is drawn once, also for training. */
  FIXED,
  /** A training image is drawn again in every epoch; elsewhere an image is drawn once. */
  REDRAWN;

  private static final int WHITE = 255;

  /**
   * Images as a network is trained on them.
   *
   * @param imageIds ids of the images
   * @param pixels uint8 values of each image; stay as they are
   * @param seed of the training
   * @param epoch from 0
   * @return values 0 and 255; the same array if pixels keep their values
   */
  public byte[][] inTraining(String[] imageIds, byte[][] pixels, long seed, int epoch) {
    return drawn(imageIds, pixels, seed, this == REDRAWN ? epoch + 1 : 0);
  }

  /**
   * Images as a trained network judges them.
   *
   * @param imageIds ids of the images
   * @param pixels uint8 values of each image; stay as they are
   * @param seed of the training
   * @return values 0 and 255; the same array if pixels keep their values
   */
  public byte[][] afterTraining(String[] imageIds, byte[][] pixels, long seed) {
    return drawn(imageIds, pixels, seed, 0);
  }

  private byte[][] drawn(String[] imageIds, byte[][] pixels, long seed, int number) {
    if (this == NONE) {
      return pixels;
    }
    KeyedNoise noise = new KeyedNoise(KeyedNoise.Purpose.BINARISATION, seed);
    byte[][] drawn = new byte[pixels.length][];
    for (int image = 0; image < drawn.length; image++) {
      drawn[image] = drawn(pixels[image], noise.random(imageIds[image], number));
    }
    return drawn;
  }

  private static byte[] drawn(byte[] pixels, RandomGenerator random) {
    byte[] drawn = new byte[pixels.length];
    for (int i = 0; i < drawn.length; i++) {
      // nextInt is below WHITE: black never becomes white, and white always stays it
      drawn[i] = (byte) (random.nextInt(WHITE) < (pixels[i] & 0xff) ? WHITE : 0);
    }
    return drawn;
  }

  /**
   * Its name in configurations.
   *
   * @return lower case
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
