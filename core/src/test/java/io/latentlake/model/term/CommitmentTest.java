package io.latentlake.model.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Operation.Quantise;
import org.junit.jupiter.api.Test;

class CommitmentTest {
  @Test
  void isTheSquaredDistanceToTheCodebook() {
    double[] encoded = {1, 2, -1, 0};
    double[] quantised = {0.5, 2, 1, 1};
    assertThat(Terms.perImage(new Commitment(), 2, encoded, quantised))
        .containsExactly(new double[] {0.25, 5}, within(1e-12));
    assertThat(Terms.gradients(new Commitment(), 2, 0.5, encoded, quantised).get(0))
        .containsExactly(new double[] {0.5, 0, -2, -1}, within(1e-12));
    assertThat(Terms.gradients(new Commitment(), 2, 0.5, encoded, quantised).get(1))
        .containsExactly(0, 0, 0, 0);
  }

  @Test
  void disuseIsWhatTheEntropyOfTheCodesLacks() {
    CodebookDisuse disuse = new CodebookDisuse(new Quantise(4, 2, 1));
    double[] one = {1, 2, 1, 2, 1, 2, 1, 2};
    double[] two = {1, 2, 1, 3, 1, 2, 1, 3};
    double[] all = {1, 2, 1, 3, 2, 1, 3, 1};
    assertThat(Terms.mean(disuse, 2, one)).isCloseTo(Math.log(4), within(1e-12));
    assertThat(Terms.mean(disuse, 2, two)).isCloseTo(Math.log(2), within(1e-12));
    assertThat(Terms.perImage(disuse, 2, all)).containsExactly(new double[2], within(1e-12));
    // the same vectors, each the channels at one of two places
    CodebookDisuse map = new CodebookDisuse(new Quantise(4, 2, 2));
    double[] places = {1, 1, 2, 3, 1, 1, 2, 3};
    assertThat(Terms.mean(map, 2, places)).isCloseTo(Math.log(2), within(1e-12));
  }
}
