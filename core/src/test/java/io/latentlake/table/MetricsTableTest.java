package io.latentlake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.table.MetricsTable.Better;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
  @Test
  void aRowSaysWhichDirectionIsBetter() {
    assertThat(MetricsTable.metric(row("high")).better()).isEqualTo(Better.HIGH);
    assertThat(MetricsTable.metric(row("low")).better()).isEqualTo(Better.LOW);
    assertThat(MetricsTable.metric(row("neither")).better()).isEqualTo(Better.NEITHER);
  }

  @Test
  void aRowOfAnotherDirectionIsRefused() {
    assertThatThrownBy(() -> MetricsTable.metric(row("up")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("better is up; allowed are high, low and neither");
  }

  private static Row row(String better) {
    Object[] values = {"auroc", 0.5, "share", "test", MetricsTable.ALL, better};
    return new GenericRowWithSchema(values, MetricsTable.SCHEMA);
  }
}
