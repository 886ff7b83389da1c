package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.model.KeyedNoise.Purpose;
import org.junit.jupiter.api.Test;

class KeyedNoiseTest {
  private final KeyedNoise noise = new KeyedNoise(Purpose.TRAINING, 42);

  @Test
  void drawsAreStandardNormal() {
    int count = 4000;
    int size = 25;
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < count; i++) {
      for (float value : noise.normal("image-" + i, 0, size)) {
        sum += value;
        squares += value * value;
        fourths += Math.pow(value, 4);
      }
    }
    // five standard errors of 100,000 draws
    double n = (double) count * size;
    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(5 * Math.sqrt(2 / n)));
    assertThat(fourths / n).isCloseTo(3, within(5 * Math.sqrt(96 / n)));
  }

  @Test
  void drawsOfNeighbouringKeysAreUncorrelated() {
    int size = 20_000;
    float[] here = noise.normal("a/1.png", 3, size);
    assertThat(correlation(here, noise.normal("a/1.png", 4, size))).isCloseTo(0, within(0.035));
    assertThat(correlation(here, noise.normal("a/2.png", 3, size))).isCloseTo(0, within(0.035));
    assertThat(correlation(here, new KeyedNoise(Purpose.TRAINING, 43).normal("a/1.png", 3, size)))
        .isCloseTo(0, within(0.035));
  }

  @Test
  void drawsForDifferentPurposesAreUncorrelated() {
    int size = 20_000;
    for (Purpose one : Purpose.values()) {
      for (Purpose other : Purpose.values()) {
        double correlation =
            correlation(
                new KeyedNoise(one, 42).normal("a/1.png", 3, size),
                new KeyedNoise(other, 42).normal("a/1.png", 3, size));
        assertThat(correlation).isCloseTo(one == other ? 1 : 0, within(0.035));
      }
    }
  }

  @Test
  void drawsDependOnTheKeyAloneAndNotOnTheOrder() {
    float[] forward = noise.minibatch(new String[] {"a", "b", "ä"}, 9, 4);
    float[] backward = noise.minibatch(new String[] {"ä", "b", "a"}, 9, 4);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(forward[i * 4 + j]).isEqualTo(backward[(2 - i) * 4 + j]);
      }
    }
    assertThat(noise.normal("b", 9, 2)).containsExactly(forward[4], forward[5]);
  }

  @Test
  void trainingsOfEarlierReleasesGoOnWithTheSameDraws() {
    assertThat(new KeyedNoise(Purpose.TRAINING, 1).normal("train/0/1.png", 2, 3))
        .containsExactly(0.196628f, -0.13264146f, -1.1450185f);
  }

  private static double correlation(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum / a.length;
  }
}
