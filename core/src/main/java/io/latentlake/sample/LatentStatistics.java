package io.latentlake.sample;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Mean and spread of the latents of a model.
 *
 * @param mean mean of each unit, {@code [latent]}
 * @param standardDeviation standard deviation of each unit, {@code [latent]}
 */
public record LatentStatistics(float[] mean, float[] standardDeviation) {
  /** Copies the arrays. */
  public LatentStatistics {
    mean = mean.clone();
    standardDeviation = standardDeviation.clone();
  }

  /**
   * The standard normal prior of a VAE.
   *
   * @param latent units
   * @return mean 0 and standard deviation 1
   */
  public static LatentStatistics standardNormal(int latent) {
    float[] ones = new float[latent];
    Arrays.fill(ones, 1f);
    return new LatentStatistics(new float[latent], ones);
  }

  /**
   * The units whose embeddings vary most.
   *
   * @param count how many
   * @return indices, by descending standard deviation; fewer if there are fewer units
   */
  int[] widestUnits(int count) {
    return IntStream.range(0, mean.length)
        .boxed()
        .sorted((a, b) -> Float.compare(standardDeviation[b], standardDeviation[a]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
