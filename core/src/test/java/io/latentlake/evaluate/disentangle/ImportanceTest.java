package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ImportanceTest {
  @Test
  void oneUnitForEachFactorIsPerfect() {
    Importance importance = new Importance(new double[][] {{0, 1}, {1, 0}, {0, 0}});
    assertThat(importance.disentanglement()).isEqualTo(1);
    assertThat(importance.completeness()).isEqualTo(1);
  }

  @Test
  void anEvenMixtureIsWorthNothing() {
    Importance importance = new Importance(new double[][] {{0.5, 0.5}, {0.5, 0.5}});
    assertThat(importance.disentanglement()).isCloseTo(0, within(1e-12));
    assertThat(importance.completeness()).isCloseTo(0, within(1e-12));
  }

  @Test
  void unitsAndFactorsWeighByTheirImportance() {
    // a factor in two halves: each unit is for one factor, but no factor in one unit
    Importance split = new Importance(new double[][] {{0.5, 0}, {0.5, 0}, {0, 1}, {0, 0}});
    assertThat(split.disentanglement()).isEqualTo(1);
    assertThat(split.completeness())
        .isCloseTo(0.5 * (1 - Math.log(2) / Math.log(4)) + 0.5, within(1e-12));
    // a unit of three quarters of all importance serves both factors alike, another only one
    Importance mixed = new Importance(new double[][] {{0.75, 0.75}, {0.25, 0}, {0, 0.25}});
    assertThat(mixed.disentanglement()).isCloseTo(0.25, within(1e-12));
  }
}
