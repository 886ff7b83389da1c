package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplicitnessTest {
  @Test
  void aurocCountsPairsAndHalfOfTies() {
    // of six pairs, 0.9 wins two, 0.4 wins one and ties with one
    assertThat(
            Explicitness.auroc(new double[] {0.9, 0.4, 0.4, 0.1, 0.6}, new int[] {1, 1, 0, 0, 0}))
        .hasValue(4.5 / 6);
    assertThat(Explicitness.auroc(new double[] {1, 2}, new int[] {1, 1})).isEmpty();
  }
}
