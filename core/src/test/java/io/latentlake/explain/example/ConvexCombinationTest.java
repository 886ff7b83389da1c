package io.latentlake.explain.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ConvexCombinationTest {
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final List<float[]> TRIANGLE = List.of(point(0, 0), point(4, 0), point(0, 2));

  @Test
  void aPointOfTheTriangleHasItsBarycentricWeights() {
    ConvexCombination found = ConvexCombination.nearest(point(1, 0.5f), TRIANGLE);

    assertThat(found.weights()).containsExactly(new double[] {0.5, 0.25, 0.25}, CLOSE);
    assertThat(found.distance()).isCloseTo(0, CLOSE);
  }

  @Test
  void aPointOutsideIsProjectedOntoAnEdgeOrACorner() {
    ConvexCombination below = ConvexCombination.nearest(point(1, -3), TRIANGLE);
    assertThat(below.weights()).containsExactly(new double[] {0.75, 0.25, 0}, CLOSE);
    assertThat(below.distance()).isCloseTo(3, CLOSE);

    // The edge from (4, 0) to (0, 2), whose normal is (1, 2) / sqrt(5)
    ConvexCombination beyond = ConvexCombination.nearest(point(3, 3), TRIANGLE);
    assertThat(beyond.weights()).containsExactly(new double[] {0, 0.5, 0.5}, CLOSE);
    assertThat(beyond.distance()).isCloseTo(Math.sqrt(5), CLOSE);

    ConvexCombination past = ConvexCombination.nearest(point(7, -4), TRIANGLE);
    assertThat(past.weights()).containsExactly(new double[] {0, 1, 0}, CLOSE);
    assertThat(past.distance()).isCloseTo(5, CLOSE);
  }

  @Test
  void cornersThatAreTheSameOrLieOnOneLineAreNoDifficulty() {
    List<float[]> line =
        List.of(point(2, 2), point(2, 2), point(4, 4), point(3, 3), point(0, 0), point(4, 4));

    ConvexCombination found = ConvexCombination.nearest(point(2, 4), line);

    assertThat(mean(found.weights(), line)).containsExactly(new double[] {3, 3}, CLOSE);
    assertThat(found.distance()).isCloseTo(Math.sqrt(2), CLOSE);
    List<float[]> itself = List.of(point(5, 5), point(5, 5));
    assertThat(ConvexCombination.nearest(point(5, 5), itself))
        .satisfies(same -> assertThat(same.distance()).isZero())
        .satisfies(same -> assertThat(Arrays.stream(same.weights()).sum()).isEqualTo(1));
  }

  /** The nearest point is the only one beyond which, seen from the latent, no corner lies. */
  @Test
  void noCornerLiesNearerThanThePointFound() {
    Random random = new Random(7);
    for (int trial = 0; trial < 300; trial++) {
      int units = 1 + random.nextInt(12);
      float scale = (float) Math.pow(10, random.nextInt(7) - 3);
      float[] latent = point(random, units, scale);
      List<float[]> corners = new ArrayList<>();
      for (int corner = 0; corner < 1 + trial % 25; corner++) {
        corners.add(point(random, units, scale));
      }

      ConvexCombination found = ConvexCombination.nearest(latent, corners);

      assertThat(found.weights()).doesNotContain(Double.NaN);
      assertThat(Arrays.stream(found.weights()).min().orElseThrow()).isNotNegative();
      assertThat(Arrays.stream(found.weights()).sum()).isCloseTo(1, CLOSE);
      double[] point = mean(found.weights(), corners);
      double squared = along(point, point, latent);
      assertThat(found.distance()).isCloseTo(Math.sqrt(squared), within(1e-6 * scale));
      for (float[] corner : corners) {
        double[] to = new double[units];
        Arrays.setAll(to, unit -> corner[unit]);
        assertThat(along(point, to, latent))
            .as("trial %d", trial)
            .isGreaterThanOrEqualTo(squared - 1e-9 * scale * scale);
      }
    }
  }

  private static double along(double[] a, double[] b, float[] from) {
    double sum = 0;
    for (int unit = 0; unit < from.length; unit++) {
      sum += (a[unit] - from[unit]) * (b[unit] - from[unit]);
    }
    return sum;
  }

  private static double[] mean(double[] weights, List<float[]> corners) {
    double[] mean = new double[corners.get(0).length];
    for (int corner = 0; corner < weights.length; corner++) {
      for (int unit = 0; unit < mean.length; unit++) {
        mean[unit] += weights[corner] * corners.get(corner)[unit];
      }
    }
    return mean;
  }

  private static float[] point(Random random, int units, float scale) {
    float[] point = new float[units];
    for (int unit = 0; unit < units; unit++) {
      point[unit] = scale * (float) random.nextGaussian();
    }
    return point;
  }

  private static float[] point(float... values) {
    return values;
  }
}
