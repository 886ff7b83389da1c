package io.latentlake.observe;

import com.codahale.metrics.Meter;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an executor has counted since it started, on its way to the driver.
 *
 * @param executorId the executor, in Spark's numbering
 * @param counts by metric
 */
record ExecutorCounts(String executorId, Map<String, Long> counts) implements Serializable {
  /** The counts of this JVM, as they stand. */
  static ExecutorCounts now(String executorId) {
    Map<String, Long> counts = new TreeMap<>();
    for (Map.Entry<String, Meter> meter : JvmMetrics.ALL.getMeters().entrySet()) {
      counts.put(meter.getKey(), meter.getValue().getCount());
    }
    return new ExecutorCounts(executorId, counts);
  }
}
