package io.latentlake.explain.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRuleTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 32, 33, 100, 10_000})
  void weightsSumToOneAndPointsAscendInsideThePath(int steps) {
    PathRule rule = PathRule.gaussLegendre(steps);

    assertThat(rule.points()).hasSize(steps).isSorted();
    assertThat(rule.points()[0]).isPositive();
    assertThat(rule.points()[steps - 1]).isLessThan(1);
    assertThat(integral(rule, x -> 1)).isCloseTo(1, within(1e-12));
  }

  @Test
  void threePointsAreExactForTheFifthPower() {
    assertThat(integral(PathRule.gaussLegendre(3), x -> Math.pow(x, 5)))
        .isCloseTo(1.0 / 6, within(1e-14));
  }

  @Test
  void panelsCoverThePathEvenly() {
    // ∫ e^x from 0 to 1 is e − 1; two panels of about 20 points are exact to rounding
    assertThat(integral(PathRule.gaussLegendre(41), Math::exp))
        .isCloseTo(Math.E - 1, within(1e-13));
  }

  @Test
  void noStepsAreRefused() {
    assertThatThrownBy(() -> PathRule.gaussLegendre(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps is 0; at least 1 is needed");
  }

  private static double integral(PathRule rule, DoubleUnaryOperator function) {
    double sum = 0;
    for (int i = 0; i < rule.points().length; i++) {
      sum += rule.weights()[i] * function.applyAsDouble(rule.points()[i]);
    }
    return sum;
  }
}
