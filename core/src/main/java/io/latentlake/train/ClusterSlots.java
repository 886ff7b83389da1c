package io.latentlake.train;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Refuses clusters on which a round would hang or could not be repeated. */
final class ClusterSlots {
  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_MS = 500;

  private ClusterSlots() {}

  /**
   * Checks that all workers can run at once, and only once.
   *
   * @param spark the cluster
   * @param workers how many workers a round has
   * @throws IllegalArgumentException in one line that names the setting and the reason
   */
  static void require(SparkContext spark, int workers) {
    SparkConf conf = spark.getConf();
    refuseIfTrue(
        conf,
        "spark.dynamicAllocation.enabled",
        "executors that come and go would stall its rounds, for which all workers run at once");
    refuseIfTrue(
        conf,
        "spark.speculation",
        "a second copy of a slow worker would only take a slot from the others");
    int slots = slots(spark);
    long deadline = System.nanoTime() + WAIT_NS;
    // Executors of a cluster register one by one.
    while (slots < workers && !spark.isLocal() && System.nanoTime() < deadline) {
      pause();
      slots = slots(spark);
    }
    if (slots < workers) {
      throw new IllegalArgumentException(
          "train.workers is "
              + workers
              + ", but "
              + spark.master()
              + " runs at most "
              + slots
              + " tasks at once (cores divided by spark.task.cpus), and an averaging round needs"
              + " all workers at once; lower train.workers or give more cores");
    }
  }

  private static int slots(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  private static void refuseIfTrue(SparkConf conf, String key, String reason) {
    if (conf.getBoolean(key, false)) {
      throw new IllegalArgumentException(
          key + " is true, which does not go with train: " + reason + "; set it to false");
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for executors", e);
    }
  }
}
