package io.latentlake.model.kind;

import io.latentlake.image.ImageShape;
import io.latentlake.model.Corruption;
import java.util.random.RandomGenerator;

/**
 * Makes the same number of pixels black in every image, all their channels, whichever the draw
 * says.
 *
 * @param share of the pixels, 0 to 1; the number is rounded
 */
record MaskedPixels(double share) implements Corruption {
  @Override
  public float[] corrupt(ImageShape shape, float[] image, RandomGenerator random) {
    int area = shape.height() * shape.width();
    long wanted = Math.round(share * area);
    float[] changes = new float[area];
    // every set of so many pixels is as likely: Knuth's selection sampling
    for (int pixel = 0; pixel < area; pixel++) {
      if (random.nextDouble() * (area - pixel) < wanted) {
        wanted--;
        changes[pixel] = 1;
        for (int channel = 0; channel < shape.channels(); channel++) {
          image[channel * area + pixel] = 0;
        }
      }
    }
    return changes;
  }
}
