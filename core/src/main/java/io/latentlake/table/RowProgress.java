package io.latentlake.table;

import io.latentlake.observe.RunGauges;
import io.latentlake.progress.Progress;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** Shows on the driver how many rows the executors have finished. */
public final class RowProgress {
  private static final long POLL_MS = 200;
  private static final double SECONDS = 1e-9;

  private final LongAccumulator rows;
  private final Progress.Bar bar;
  private long shown;
  private long began;
  private boolean ended;

  /**
   * Prepares to count.
   *
   * @param spark where the executors report to
   * @param bar what shows the count; the caller closes it
   */
  public RowProgress(SparkContext spark, Progress.Bar bar) {
    this.rows = spark.longAccumulator();
    this.bar = bar;
  }

  /**
   * Counter for the executors' rows. A task that runs twice counts twice, so it is only for
   * display.
   *
   * @return the counter, to be captured by a task
   */
  public LongAccumulator rows() {
    return rows;
  }

  /**
   * Runs an action and updates the bar meanwhile.
   *
   * @param action a Spark action whose tasks add to {@link #rows()}
   * @param <T> what it returns
   * @return what the action returned
   * @throws Exception whatever the action threw
   */
  public <T> T during(Callable<T> action) throws Exception {
    ScheduledExecutorService poll =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "row-progress");
              thread.setDaemon(true);
              return thread;
            });
    begin();
    poll.scheduleAtFixedRate(this::show, POLL_MS, POLL_MS, TimeUnit.MILLISECONDS);
    try {
      return action.call();
    } finally {
      poll.shutdownNow();
      end();
    }
  }

  private synchronized void begin() {
    began = System.nanoTime();
    ended = false;
  }

  private synchronized void end() {
    ended = true;
    show();
  }

  private synchronized void show() {
    long now = rows.sum();
    double seconds = (System.nanoTime() - began) * SECONDS;
    RunGauges.imagesPerSecond(ended ? 0 : now / seconds);
    if (now > shown) {
      bar.advance(now - shown);
      shown = now;
    }
  }
}
