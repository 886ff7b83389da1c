package io.latentlake.bench;

import io.latentlake.image.ImageShape;
import java.util.Random;

/**
 * Images to measure with: a bright disc on a shaded ground, somewhere else in each.
 *
 * @param shape of every image
 * @param ids one per image
 * @param pixels unsigned bytes, channel-major, of each image
 */
public record DrawnImages(ImageShape shape, String[] ids, byte[][] pixels) {
  private static final int WHITE = 255;

  /** Draws images; the same for the same seed. */
  public static DrawnImages of(ImageShape shape, int count, long seed) {
    Random random = new Random(seed);
    DrawnImages images = new DrawnImages(shape, new String[count], new byte[count][]);
    for (int i = 0; i < count; i++) {
      images.ids[i] = "image-" + i;
      images.pixels[i] = draw(shape, random);
    }
    return images;
  }

  private static byte[] draw(ImageShape shape, Random random) {
    double x = random.nextDouble() * shape.width();
    double y = random.nextDouble() * shape.height();
    double radius = (0.1 + 0.2 * random.nextDouble()) * shape.width();
    byte[] pixels = new byte[shape.values()];
    for (int i = 0; i < pixels.length; i++) {
      int row = i / shape.width() % shape.height();
      int column = i % shape.width();
      double shade = 0.3 * row / shape.height() + 0.05 * random.nextDouble();
      double value = Math.hypot(column - x, row - y) < radius ? 0.9 : shade;
      pixels[i] = (byte) Math.round(WHITE * value);
    }
    return pixels;
  }

  int count() {
    return pixels.length;
  }

  /** Every image's pixels in [0, 1], one after the other. */
  float[] values() {
    float[] values = new float[count() * shape.values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i / shape.values()][i % shape.values()] & 0xff) / (float) WHITE;
    }
    return values;
  }

  /** Standard normal draws, image by image. */
  float[] noise(int size) {
    Random random = new Random(count());
    float[] noise = new float[count() * size];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
