package io.latentlake.observe;

import com.codahale.metrics.DefaultSettableGauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SettableGauge;

/**
 * The metrics of this JVM, kept until it ends. {@link LatentLakePlugin} exports them as Spark
 * metrics.
 */
final class JvmMetrics {
  static final MetricRegistry ALL = new MetricRegistry();

  private JvmMetrics() {}

  /** Sets a gauge; registers it with its first value. */
  static void set(String gauge, double value) {
    SettableGauge<Double> found = ALL.gauge(gauge, () -> new DefaultSettableGauge<>(Double.NaN));
    found.setValue(value);
  }
}
