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

  @ParameterizedTest
  @CsvSource({"4,3,9,7", "7,9,3,4", "5,5,5,5", "5,6,5,9", "28,28,5,9"})
  void productsWithItsMatricesAreTheSame(int height, int width, int toHeight, int toWidth) {
    Resampling resampling = new Resampling(height, width, toHeight, toWidth);
    Random random = new Random(3);
    float[] any = new float[height * width];
    for (int i = 0; i < any.length; i++) {
      any[i] = random.nextFloat();
    }
    float[] resized = new float[toHeight * toWidth];
    resampling.resize(any, 0, resized, 0);
    assertSame(resized, any, resampling.rowShares(), resampling.columnShares(), width);
    assertSame(
        resampling.spread(any),
        any,
        resampling.spreadRowShares(),
        resampling.spreadColumnShares(),
        width);
  }

  private static void assertSame(
      float[] found, float[] from, double[] ofRows, double[] ofColumns, int width) {
    int height = from.length / width;
    int toWidth = ofColumns.length / width;
    for (int i = 0; i < found.length; i++) {
      double expected = 0;
      for (int p = 0; p < from.length; p++) {
        expected +=
            ofRows[i / toWidth * height + p / width]
                * ofColumns[i % toWidth * width + p % width]
                * from[p];
      }
      assertThat(found[i]).isCloseTo((float) expected, within(1e-5f));
    }
  }

  @Test
  void enlargesByLinesBetweenTheMiddlesOfPlaces() {
    float[] to = new float[4];
    new Resampling(1, 2, 1, 4).resize(new float[] {0, 0, 1, 3}, 2, to, 0);
    assertThat(to).containsExactly(1f, 1.5f, 2.5f, 3f);
  }
}
