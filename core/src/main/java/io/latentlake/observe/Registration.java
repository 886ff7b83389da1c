package io.latentlake.observe;

import org.apache.spark.api.plugin.PluginContext;

/** Where the metrics of this JVM become Spark's. */
final class Registration {
  private Registration() {}

  /** Also registers what is added later, such as a reason for rejects not met before. */
  static void of(PluginContext context) {
    // Counts that stand at zero are shown too; and Spark takes no registry that is empty
    ImageWork.values();
    context.metricRegistry().register("", JvmMetrics.ALL);
  }
}
