package io.latentlake.observe;

import com.codahale.metrics.DefaultSettableGauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SettableGauge;

/**
 * The metrics of this JVM, which live as long as it does; {@link LatentLakePlugin} shows them as
 * Spark's. Without the plugin they are counted too, and nobody sees them.
 */
final class JvmMetrics {
  static final MetricRegistry ALL = new MetricRegistry();

  private JvmMetrics() {}

  /** Sets a gauge, which is there from its first value on. */
  static void set(String gauge, double value) {
    SettableGauge<Double> found = ALL.gauge(gauge, () -> new DefaultSettableGauge<>(Double.NaN));
    found.setValue(value);
  }
}
