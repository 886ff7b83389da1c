package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharedValueTest {
  private final Factor factor = Factor.of("f", new double[] {0, 1, 1, 2, 2, 2, 1, 2});

  @Test
  void drawsAreDifferentImagesOfOneClass() {
    SharedValue value = SharedValue.of(factor, 3).orElseThrow();
    Random random = new Random(1);
    int[] drawn = new int[8];
    for (int i = 0; i < 7_000; i++) {
      int[] images = value.draw(random, 2);
      assertThat(images[0]).isNotEqualTo(images[1]);
      assertThat(factor.classes()[images[0]]).isEqualTo(factor.classes()[images[1]]);
      drawn[images[0]]++;
      drawn[images[1]]++;
    }
    // the class of one image has too few; every other image is as likely: 2,000 of 14,000
    assertThat(drawn[0]).isZero();
    assertThat(Arrays.stream(drawn).skip(1)).allMatch(count -> Math.abs(count - 2_000) < 200);
  }

  @Test
  void aFactorWithoutEnoughImagesOfAnyValueIsLeftOut() {
    assertThat(SharedValue.of(factor, 4)).isPresent();
    assertThat(SharedValue.of(factor, 5)).isEmpty();
  }
}
