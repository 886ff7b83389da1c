package io.latentlake.observe;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Shows counts and gauges of the product among Spark's metrics; switched on by {@code
 * spark.plugins}. Executors have metrics of their own, for any sink that is set up on them, and
 * report their counts to the driver every two seconds, so that one look at the driver shows the
 * whole application. In local mode there is one JVM, and nothing to report.
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
