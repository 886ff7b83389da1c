package io.latentlake.explain.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;

class LatentClustersTest {
  private static final int GROUPS = 8;
  private static final int UNITS = 16;

  @Test
  void ofSeveralTrialsTheOneOfLeastSquaredDistancesIsTaken() {
    for (long seed = 0; seed < 10; seed++) {
      float[][] latents = latents(seed);
      LatentClusters clusters = LatentClusters.of(block(latents), GROUPS, seed);
      double squared = 0;
      for (float[] latent : latents) {
        double away = clusters.of("image", latent).distance();
        squared += away * away;
      }

      assertThat(squared)
          .as("seed %d", seed)
          .isCloseTo(best(latents, seed), within(1e-6 * squared));
    }
  }

  /** The least sum of squared distances of three trials. */
  private static double best(float[][] latents, long seed) {
    List<DoublePoint> points = new ArrayList<>();
    for (float[] latent : latents) {
      double[] point = new double[UNITS];
      for (int u = 0; u < UNITS; u++) {
        point[u] = latent[u];
      }
      points.add(new DoublePoint(point));
    }
    EuclideanDistance distance = new EuclideanDistance();
    KMeansPlusPlusClusterer<DoublePoint> once =
        new KMeansPlusPlusClusterer<>(GROUPS, 100, distance, new MersenneTwister(seed));
    double best = Double.POSITIVE_INFINITY;
    for (int trial = 0; trial < 3; trial++) {
      double sum =
          once.cluster(points).stream()
              .flatMapToDouble(
                  cluster ->
                      cluster.getPoints().stream()
                          .mapToDouble(
                              point ->
                                  distance.compute(
                                      point.getPoint(), cluster.getCenter().getPoint())))
              .map(away -> away * away)
              .sum();
      best = Math.min(best, sum);
    }
    return best;
  }

  private static float[][] latents(long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[GROUPS][UNITS];
    for (float[] centre : centres) {
      for (int u = 0; u < UNITS; u++) {
        centre[u] = (float) (3 * random.nextGaussian());
      }
    }
    float[][] latents = new float[25 * GROUPS][UNITS];
    for (int i = 0; i < latents.length; i++) {
      for (int u = 0; u < UNITS; u++) {
        latents[i][u] = centres[i % GROUPS][u] + (float) random.nextGaussian();
      }
    }
    return latents;
  }

  private static LatentBlock block(float[][] latents) {
    LatentBlock.Builder block = new LatentBlock.Builder();
    for (int i = 0; i < latents.length; i++) {
      block.add("image " + i, Optional.empty(), latents[i]);
    }
    return block.build();
  }
}
