package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Planes of numbers in other sizes. */
class ResamplingTest {
  @ParameterizedTest
  @CsvSource({"4,3,9,7", "7,9,3,4", "5,5,5,5", "1,2,6,6", "28,28,5,9"})
  void constantsStayAndSpreadNumbersKeepTheirSum(int height, int width, int toHeight, int toWidth) {
    Resampling resampling = new Resampling(height, width, toHeight, toWidth);
    float[] flat = new float[height * width];
    Arrays.fill(flat, 2.5f);
    float[] to = new float[toHeight * toWidth];
    resampling.resize(flat, 0, to, 0);
    for (float value : to) {
      assertThat(value).isCloseTo(2.5f, within(1e-5f));
    }
    Random random = new Random(2);
    float[] any = new float[height * width];
    double sum = 0;
    for (int i = 0; i < any.length; i++) {
      any[i] = random.nextFloat();
      sum += any[i];
    }
    double spread = 0;
    for (float value : resampling.spread(any)) {
      spread += value;
    }
    assertThat(spread).isCloseTo(sum, within(1e-5 * sum));
  }

  @Test
  void enlargesByLinesBetweenTheMiddlesOfPlaces() {
    float[] to = new float[4];
    new Resampling(1, 2, 1, 4).resize(new float[] {0, 0, 1, 3}, 2, to, 0);
    assertThat(to).containsExactly(1f, 1.5f, 2.5f, 3f);
  }
}
