package io.latentlake.observe;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;

/** Sums the counts that executors report, and exports them with the driver's metrics. */
final class DriverMetrics implements DriverPlugin {
  /** Counts last reported, by executor. Spark delivers one message at a time. */
  private final Map<String, Map<String, Long>> reported = new HashMap<>();

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    return Map.of();
  }

  @Override
  public void registerMetrics(String applicationId, PluginContext context) {
    Registration.of(context);
  }

  @Override
  public Object receive(Object message) {
    if (!(message instanceof ExecutorCounts)) {
      throw new IllegalArgumentException(
          "a message of " + message.getClass() + " reached the driver; executors send counts only");
    }
    ExecutorCounts counts = (ExecutorCounts) message;
    Map<String, Long> before =
        reported.computeIfAbsent(counts.executorId(), executor -> new HashMap<>());
    counts
        .counts()
        .forEach(
            (metric, now) -> {
              Long last = before.put(metric, now);
              long more = now - (last == null ? 0 : last);
              if (more > 0) {
                JvmMetrics.ALL.meter(metric).mark(more);
                JvmMetrics.ALL.counter("executor." + counts.executorId() + "." + metric).inc(more);
              }
            });
    return null;
  }
}
