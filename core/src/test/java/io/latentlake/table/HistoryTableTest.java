package io.latentlake.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HistoryTableTest {
  private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

  @Test
  void workersWithoutAnythingInCommonAreWarnedOf() {
    assertThat(HistoryTable.driftCaution(2, OptionalDouble.of(1.25), UNKNOWN))
        .hasValue(
            "Workers drift apart: in the last epoch they ended 1.25 times as far from their mean as"
                + " the mean moved, and from 1.00 on the moves of 2 workers have nothing in common."
                + " Lower train.averaging-frequency or train.learning-rate.");
    assertThat(HistoryTable.driftCaution(5, OptionalDouble.of(1.9), UNKNOWN)).isEmpty();
    assertThat(HistoryTable.driftCaution(5, OptionalDouble.of(2), UNKNOWN)).isPresent();
    assertThat(HistoryTable.driftCaution(1, UNKNOWN, UNKNOWN)).isEmpty();
  }

  @Test
  void statisticsThatFitNoWorkerAreWarnedOf() {
    OptionalDouble small = OptionalDouble.of(0.3);
    assertThat(HistoryTable.driftCaution(2, small, OptionalDouble.of(0.7)).orElseThrow())
        .startsWith("Batch normalisation differs among workers")
        .contains("0.70 standard deviations");
    assertThat(HistoryTable.driftCaution(2, small, OptionalDouble.of(0.2))).isEmpty();
  }
}
