package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianTotalCorrelationTest {
  /** Four images whose first three columns do not correlate, each of variance 1. */
  private static final double[][] APART = {{1, 1, -1, -1}, {1, -1, 1, -1}, {1, -1, -1, 1}};

  @Test
  void codesThatDoNotCorrelateHaveNone() {
    double[][] codes = {APART[0], scaled(APART[1], 100), {7, 7, 7, 7}};
    assertThat(GaussianTotalCorrelation.nats(codes).orElseThrow()).isCloseTo(0, within(1e-12));
  }

  @Test
  void twoUnitsHaveThatOfTheirCorrelation() {
    // correlation 0.6: -½ log(1 - 0.36), whatever the scales
    double[][] codes = {APART[0], mixed(0.6, 0.8, 1), mixed(0, 0, 3)};
    codes[2] = scaled(APART[2], 3);
    assertThat(GaussianTotalCorrelation.nats(codes).orElseThrow())
        .isCloseTo(-0.5 * Math.log(1 - 0.36), within(1e-12));
    codes[1] = mixed(0.6, 0.8, 1e-3);
    assertThat(GaussianTotalCorrelation.nats(codes).orElseThrow())
        .isCloseTo(-0.5 * Math.log(1 - 0.36), within(1e-9));
  }

  @Test
  void aUnitThatFollowsFromOthersHasNoFigure() {
    assertThat(GaussianTotalCorrelation.nats(new double[][] {APART[0], scaled(APART[0], -2)}))
        .isEmpty();
  }

  private static double[] mixed(double first, double second, double scale) {
    double[] values = new double[4];
    for (int i = 0; i < 4; i++) {
      values[i] = scale * (first * APART[0][i] + second * APART[1][i]) + 5;
    }
    return values;
  }

  private static double[] scaled(double[] values, double by) {
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = by * values[i];
    }
    return scaled;
  }
}
