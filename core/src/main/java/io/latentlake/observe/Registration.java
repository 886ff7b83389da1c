package io.latentlake.observe;

import org.apache.spark.api.plugin.PluginContext;

/** Registers the metrics of this JVM with Spark. */
final class Registration {
  private Registration() {}

  /** Also registers metrics that are added later, such as a new reject reason. */
  static void of(PluginContext context) {
    // Zero counts are exported, too; and Spark does not accept an empty registry
    ImageWork.values();
    context.metricRegistry().register("", JvmMetrics.ALL);
  }
}
