package io.latentlake.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverMetricsTest {
  @Test
  void reportsOfExecutorsAddUpAndOneThatComesAgainAddsNothing() {
    DriverMetrics driver = new DriverMetrics();

    driver.receive(new ExecutorCounts("7", Map.of("images_of_a_test", 10L)));
    driver.receive(new ExecutorCounts("8", Map.of("images_of_a_test", 5L)));
    driver.receive(
        new ExecutorCounts("7", Map.of("images_of_a_test", 12L, "others_of_a_test", 1L)));
    driver.receive(
        new ExecutorCounts("7", Map.of("images_of_a_test", 12L, "others_of_a_test", 1L)));

    assertThat(JvmMetrics.ALL.meter("images_of_a_test").getCount()).isEqualTo(17);
    assertThat(JvmMetrics.ALL.meter("others_of_a_test").getCount()).isEqualTo(1);
    assertThat(JvmMetrics.ALL.counter("executor.7.images_of_a_test").getCount()).isEqualTo(12);
    assertThat(JvmMetrics.ALL.counter("executor.8.images_of_a_test").getCount()).isEqualTo(5);
  }

  @Test
  void aMessageOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> new DriverMetrics().receive("12 images"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a message of class java.lang.String reached the driver");
  }

  @Test
  void aLossInAnotherUnitReplacesTheFormer() {
    RunGauges.loss("test", RunGauges.LossUnit.NATS, 101.5);
    assertThat(JvmMetrics.ALL.getMetrics()).doesNotContainKey("test.loss_squared_error");

    RunGauges.loss("test", RunGauges.LossUnit.SQUARED_ERROR, 3.25);

    assertThat(JvmMetrics.ALL.getGauges().get("test.loss_squared_error").getValue())
        .isEqualTo(3.25);
    assertThat(JvmMetrics.ALL.getGauges().get("test.loss_nats").getValue()).isEqualTo(Double.NaN);
  }
}
