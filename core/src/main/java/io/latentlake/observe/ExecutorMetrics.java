package io.latentlake.observe;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports the counts of an executor, and reports changes to the driver. */
final class ExecutorMetrics implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorMetrics.class);
  private static final long REPORT_MS = 2_000;

  /** Spark's id of the only executor in local mode, which runs in the driver's JVM. */
  private static final String IN_DRIVER = "driver";

  private PluginContext context;
  private ExecutorCounts last;
  private ScheduledExecutorService timer;

  @Override
  public void init(PluginContext context, Map<String, String> unused) {
    if (context.executorID().equals(IN_DRIVER)) {
      return;
    }
    this.context = context;
    this.last = new ExecutorCounts(context.executorID(), Map.of());
    Registration.of(context);
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "latentlake-metrics");
              thread.setDaemon(true);
              return thread;
            });
    timer.scheduleWithFixedDelay(this::report, REPORT_MS, REPORT_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void shutdown() {
    if (timer != null) {
      timer.shutdownNow();
      report();
    }
  }

  private synchronized void report() {
    ExecutorCounts now = ExecutorCounts.now(context.executorID());
    if (now.equals(last)) {
      return;
    }
    try {
      context.send(now);
      last = now;
    } catch (IOException | RuntimeException e) {
      // Not fatal: the next report includes these counts
      LOG.debug("reporting counts to the driver failed", e);
    }
  }
}
