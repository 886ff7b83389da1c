package io.latentlake.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a run on Ctrl-C, or when the cluster stops the driver. Work that checks the stop signal ends
 * by itself and keeps its results; other work is interrupted and removes unfinished output. Spark
 * stops afterwards.
 */
final class Interruption implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);

  /** Higher than Hadoop's file systems (10) and Spark (40), which the last writes need. */
  private static final int PRIORITY = 100;

  private static final long LISTENER_SECONDS = 120;
  private static final long CLEANUP_SECONDS = 30;

  private final SparkContext spark;
  private final StopSignal signal = new StopSignal();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook = this::interrupt;

  private Interruption(SparkContext spark) {
    this.spark = spark;
  }

  /** Starts to listen; to be closed when the run has ended. */
  static Interruption listen(SparkContext spark) {
    Interruption interruption = new Interruption(spark);
    ShutdownHookManager.get()
        .addShutdownHook(
            interruption.hook, PRIORITY, LISTENER_SECONDS + 2 * CLEANUP_SECONDS, TimeUnit.SECONDS);
    return interruption;
  }

  StopSignal signal() {
    return signal;
  }

  @Override
  public void close() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }

  void interrupt() {
    signal.request();
    try {
      if (signal.hasListener() && ended.await(LISTENER_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
      spark.cancelAllJobs();
      if (!ended.await(CLEANUP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the run did not end within {} s of the interrupt", CLEANUP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
