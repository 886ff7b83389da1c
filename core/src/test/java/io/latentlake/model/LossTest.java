package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossTest {
  @Test
  void squaredErrorWithItsNormaliserIsALikelihoodOfGaussians() {
    double[] differences = {0.5, -1, 0.25};
    double variance = 0.5;
    double squaredErrorSum = 0;
    double logDensity = 0;
    for (double difference : differences) {
      double squared = difference * difference;
      squaredErrorSum += squared;
      logDensity -= squared / (2 * variance) + Math.log(2 * Math.PI * variance) / 2;
    }
    assertThat(squaredErrorSum + Loss.SQUARED_ERROR.normaliserNats(3))
        .isCloseTo(-logDensity, within(1e-12));
  }

  @Test
  void crossEntropyLacksNothing() {
    assertThat(Loss.BCE.normaliserNats(784)).isZero();
  }
}
