package io.latentlake.observe;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Adds the product's counts and gauges to Spark's metrics; enabled by {@code spark.plugins}.
 * Executors have their own metrics, for any sink configured on them, and report their counts to the
 * driver every two seconds, so that the driver shows the whole application. In local mode there is
 * only one JVM.
 */
public final class LatentLakePlugin implements SparkPlugin {
  /** Made by Spark, on the driver and on every executor. */
  public LatentLakePlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverMetrics();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorMetrics();
  }
}
