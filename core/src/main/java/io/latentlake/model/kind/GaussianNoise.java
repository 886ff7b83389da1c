package io.latentlake.model.kind;

import io.latentlake.image.ImageShape;
import io.latentlake.model.Corruption;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Adds independent Gaussian noise of mean 0 to every value, which may then lie beyond black or
 * white. All pixels count as changed.
 *
 * @param deviation its standard deviation; 1 is the way from black to white
 */
record GaussianNoise(double deviation) implements Corruption {
  @Override
  public float[] corrupt(ImageShape shape, float[] image, RandomGenerator random) {
    for (int i = 0; i < image.length; i++) {
      image[i] += (float) (deviation * random.nextGaussian());
    }
    float[] changes = new float[shape.height() * shape.width()];
    Arrays.fill(changes, 1);
    return changes;
  }
}
