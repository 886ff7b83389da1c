package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelHistogramTest {
  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-3, 1, 1e6, 1e30})
  void agreesWithComparingEveryPairWhateverTheScale(double scale) {
    Random random = new Random(3);
    float[] inside = new float[1_000];
    float[] outside = new float[3_000];
    PixelHistogram counted = new PixelHistogram();
    PixelHistogram more = new PixelHistogram();
    for (int i = 0; i < inside.length; i++) {
      inside[i] = (float) (scale * (random.nextGaussian() + 1) * (random.nextGaussian() + 1));
      inside[i] = Math.max(0, inside[i]);
      counted.add(inside[i], true);
    }
    for (int i = 0; i < outside.length; i++) {
      outside[i] = (float) (scale * Math.abs(random.nextGaussian()));
      (i % 2 == 0 ? counted : more).add(outside[i], false);
    }
    assertThat(counted.merge(more).auroc()).isCloseTo(byPairs(inside, outside), within(1e-4));
  }

  @Test
  void valuesOfWhichManyAreEqualCountHalf() {
    Random random = new Random(4);
    float[] inside = new float[500];
    float[] outside = new float[500];
    PixelHistogram counted = new PixelHistogram();
    for (int i = 0; i < inside.length; i++) {
      inside[i] = random.nextInt(4);
      outside[i] = random.nextInt(3);
      counted.add(inside[i], true);
      counted.add(outside[i], false);
    }
    assertThat(counted.auroc()).isCloseTo(byPairs(inside, outside), within(1e-12));
  }

  @Test
  void oneKindOfPixelAloneCannotBeCompared() {
    PixelHistogram counted = new PixelHistogram();
    counted.add(1, true);
    assertThat(counted.comparable()).isFalse();
    counted.add(-0f, false);
    assertThat(counted.comparable()).isTrue();
    assertThat(counted.auroc()).isEqualTo(1);
  }

  private static double byPairs(float[] inside, float[] outside) {
    double wins = 0;
    for (float in : inside) {
      for (float out : outside) {
        wins += in > out ? 1 : in == out ? 0.5 : 0;
      }
    }
    return wins / inside.length / outside.length;
  }
}
