package io.latentlake.model;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Standard normal draws that depend on nothing but their purpose, a seed, an image's id and a
 * number such as the epoch or the draw: not on the partition, the order, the thread or a task's
 * retry.
 *
 * @param purpose draws for one are independent of those for another
 * @param seed the run's seed
 */
public record KeyedNoise(Purpose purpose, long seed) implements Serializable {
  /** What the draws are for. */
  public enum Purpose {
    /** Latent samples, or images' neighbours, that a network is trained on; numbered by epoch. */
    TRAINING(0),
    /** Latent samples that an image is scored by; numbered by draw. */
    SCORING(0x243f6a8885a308d3L),
    /** Samples of the prior; numbered by draw. */
    SAMPLING(0x13198a2e03707344L),
    /** How an image is corrupted before the network sees it in training; numbered by epoch. */
    CORRUPTION(0xa4093822299f31d0L),
    /** How a validation image is corrupted and its latent drawn; the same in every epoch. */
    VALIDATION(0x082efa98ec4e6c89L),
    /** Which images are kept for others to be compared with. */
    REFERENCES(0x452821e638d01377L),
    /** Which defects are drawn onto a validation image to compare scores. */
    COMPARISON(0xc0ac29b7c97c50ddL),
    /** How a training image is augmented; numbered by epoch. */
    AUGMENTATION(0xbe5466cf34e90c6cL),
    /** Which images a representation is measured on, and how they are put together. */
    EVALUATION(0x3f84d5b5b5470917L),
    /** How an image is altered to explain what a model makes of it; numbered by draw. */
    EXPLAINING(0xd1310ba698dfb5acL),
    /** Which pixels become 1; numbered by epoch + 1, and 0 is the draw that stays. */
    BINARISATION(0x9216d5d98979fb1bL);

    // digits of π, except for the purpose whose draws checkpoints of earlier releases go on from
    private final long salt;

    Purpose(long salt) {
      this.salt = salt;
    }
  }

  // FNV-1a's parameters for 64 bits
  private static final long HASH_OFFSET = 0xcbf29ce484222325L;
  private static final long HASH_PRIME = 0x100000001b3L;

  /**
   * Draws for one image.
   *
   * @param imageId the image's id
   * @param number the epoch or the draw, counted from 0
   * @param size how many values
   * @return independent standard normal values
   */
  public float[] normal(String imageId, long number, int size) {
    float[] values = new float[size];
    normal(imageId, number, values, 0, size);
    return values;
  }

  /**
   * Writes the draws for one image into an array.
   *
   * @param imageId the image's id
   * @param number the epoch or the draw, counted from 0
   * @param values receives the draws
   * @param offset where the first goes
   * @param size how many
   */
  public void normal(String imageId, long number, float[] values, int offset, int size) {
    RandomGenerator random = random(imageId, number);
    for (int i = 0; i < size; i++) {
      values[offset + i] = (float) random.nextGaussian();
    }
  }

  /**
   * Draws of any kind for one image.
   *
   * @param imageId the image's id
   * @param number the epoch or the draw, counted from 0
   * @return a generator in its first state
   */
  public RandomGenerator random(String imageId, long number) {
    return new SplittableRandom(key(imageId, number));
  }

  /**
   * Draws for a minibatch.
   *
   * @param imageIds ids of the images
   * @param number the epoch or the draw, counted from 0
   * @param size values per image
   * @return image by image
   */
  public float[] minibatch(String[] imageIds, long number, int size) {
    float[] values = new float[imageIds.length * size];
    for (int i = 0; i < imageIds.length; i++) {
      normal(imageIds[i], number, values, i * size, size);
    }
    return values;
  }

  private long key(String imageId, long number) {
    long hash = HASH_OFFSET;
    for (byte b : imageId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * HASH_PRIME;
    }
    return mix(mix(mix(hash) ^ seed ^ purpose.salt) + mix(number));
  }

  /** The finaliser of SplitMix64 after a step, so that neighbouring keys share no bits. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
