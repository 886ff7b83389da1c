package io.latentlake.image.defect;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/** What a defect looks like inside, from the image it is drawn onto. */
interface DefectFilling {
  /**
   * A value of the defect.
   *
   * @param channel counted from 0
   * @param x column
   * @param y row
   * @return brightness, which the caller limits to [0, 1]
   */
  double at(int channel, int x, int y);

  /**
   * Draws a filling.
   *
   * @param shape of the image
   * @param image values in [0, 1], channel-major; left as they are
   * @param random decides which
   * @return a filling for this image
   */
  static DefectFilling of(ImageShape shape, float[] image, RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> colourOfThisImage(shape, image, random);
      case 3 -> anyColour(shape, random);
      case 4 -> inverted(shape, image);
      case 5 -> shifted(shape, image, random);
      case 6 -> elsewhere(shape, image, random);
      default -> grain(shape, image, random);
    };
  }

  private static DefectFilling colourOfThisImage(
      ImageShape shape, float[] image, RandomGenerator random) {
    int area = shape.height() * shape.width();
    int pixel = random.nextInt(area);
    return (channel, x, y) -> image[channel * area + pixel];
  }

  private static DefectFilling anyColour(ImageShape shape, RandomGenerator random) {
    double[] colour = random.doubles(shape.channels()).toArray();
    return (channel, x, y) -> colour[channel];
  }

  private static DefectFilling inverted(ImageShape shape, float[] image) {
    return (channel, x, y) -> 1 - image[shape.index(channel, y, x)];
  }

  private static DefectFilling shifted(ImageShape shape, float[] image, RandomGenerator random) {
    double[] shift =
        random
            .doubles(shape.channels(), 0.15, 0.7)
            .map(s -> random.nextBoolean() ? s : -s)
            .toArray();
    return (channel, x, y) -> image[shape.index(channel, y, x)] + shift[channel];
  }

  /** Another part of the image, moved here. */
  private static DefectFilling elsewhere(ImageShape shape, float[] image, RandomGenerator random) {
    int down = random.nextInt(shape.height());
    int right = random.nextInt(shape.width());
    return (channel, x, y) ->
        image[shape.index(channel, (y + down) % shape.height(), (x + right) % shape.width())];
  }

  /** Clouds between two brightnesses. */
  private static DefectFilling grain(ImageShape shape, float[] image, RandomGenerator random) {
    double cell = 1 + random.nextDouble() * Math.min(shape.height(), shape.width()) / 8;
    ValueNoise noise = new ValueNoise(shape.width(), shape.height(), cell, random);
    double dark = random.nextDouble();
    double bright = random.nextDouble();
    return (channel, x, y) -> dark + (bright - dark) * noise.at(x, y);
  }
}
