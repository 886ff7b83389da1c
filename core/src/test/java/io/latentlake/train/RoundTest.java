package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTest {
  @Test
  void workersThatRanOnOneExecutorMakeRoomForAnother() {
    assertThat(Round.shared(List.of("a", "a", "b", "b"), 2)).containsExactly("a", "a", "b", "b");
    // b was lost and has been replaced
    assertThat(Round.shared(List.of("a", "a", "a", "a"), 2)).containsExactly("a", "a", "", "");
    assertThat(Round.shared(List.of("a", "a", "a", "a"), 1)).containsExactly("a", "a", "a", "a");
    assertThat(Round.shared(List.of("a", "b", "a"), 2)).containsExactly("a", "b", "a");
    assertThat(Round.shared(List.of(), 3)).isEmpty();
  }
}
