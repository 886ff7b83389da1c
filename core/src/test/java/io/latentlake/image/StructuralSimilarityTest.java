package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The similarity against its definition, pixel by pixel. */
class StructuralSimilarityTest {
  @ParameterizedTest
  @CsvSource({"1,1", "4,3", "6,20", "17,14"})
  void followsFromTheWeightsOfTheWindowThatAreInside(int height, int width) {
    double[] x = new Random(1).doubles((long) height * width).toArray();
    double[] y = new Random(2).doubles((long) height * width).toArray();
    double[] whole = new double[x.length];
    double[] contrast = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double weights = 0;
      double[] sums = new double[5];
      for (int j = 0; j < x.length; j++) {
        int down = j / width - i / width;
        int right = j % width - i % width;
        if (Math.abs(down) <= 5 && Math.abs(right) <= 5) {
          double weight = Math.exp(-(down * down + right * right) / (2 * 1.5 * 1.5));
          weights += weight;
          double[] values = {x[j], y[j], x[j] * x[j], y[j] * y[j], x[j] * y[j]};
          for (int k = 0; k < sums.length; k++) {
            sums[k] += weight * values[k];
          }
        }
      }
      double meanX = sums[0] / weights;
      double meanY = sums[1] / weights;
      double varianceX = sums[2] / weights - meanX * meanX;
      double varianceY = sums[3] / weights - meanY * meanY;
      double covariance = sums[4] / weights - meanX * meanY;
      contrast[i] = (2 * covariance + 9e-4) / (varianceX + varianceY + 9e-4);
      whole[i] = contrast[i] * (2 * meanX * meanY + 1e-4) / (meanX * meanX + meanY * meanY + 1e-4);
    }
    StructuralSimilarity similarity = new StructuralSimilarity(height, width);
    assertThat(similarity.map(x, y)).containsExactly(whole, within(1e-9));
    assertThat(similarity.contrastMap(x, y)).containsExactly(contrast, within(1e-9));
    assertThat(similarity.map(y, x)).containsExactly(whole, within(1e-9));
  }
}
