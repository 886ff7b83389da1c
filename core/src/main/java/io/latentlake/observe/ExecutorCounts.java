package io.latentlake.observe;

import com.codahale.metrics.Meter;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Message to the driver: the counts of an executor since it started.
 *
 * @param executorId Spark's id of the executor
 * @param counts by metric
 */
record ExecutorCounts(String executorId, Map<String, Long> counts) implements Serializable {
  /** The current counts of this JVM. */
  static ExecutorCounts now(String executorId) {
    Map<String, Long> counts = new TreeMap<>();
    for (Map.Entry<String, Meter> meter : JvmMetrics.ALL.getMeters().entrySet()) {
      counts.put(meter.getKey(), meter.getValue().getCount());
    }
    return new ExecutorCounts(executorId, counts);
  }
}
