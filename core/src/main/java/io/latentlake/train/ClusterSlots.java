package io.latentlake.train;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Refuses clusters on which a round would hang or could not be repeated. */
final class ClusterSlots {
  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_MS = 500;

  /** What Spark asks YARN and Kubernetes for when no number is set. */
  private static final int DEFAULT_EXECUTORS = 2;

  private ClusterSlots() {}

  /**
   * Checks that all workers can run at once, and only once.
   *
   * @param spark the cluster
   * @param workers how many workers a round has
   * @throws IllegalArgumentException in one line that names the setting and the reason
   * @throws IllegalStateException if the cluster has yet to give what it was asked for
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
    int most = spark.isLocal() ? slots(spark) : askedFor(conf);
    if (most < workers) {
      throw new IllegalArgumentException(
          tooFew(workers, spark.master() + " runs at most " + most)
              + "; lower train.workers or give more cores");
    }
    int slots = slots(spark);
    long deadline = System.nanoTime() + WAIT_NS;
    // Executors of a cluster register one by one.
    while (slots < workers && System.nanoTime() < deadline) {
      pause();
      slots = slots(spark);
    }
    if (slots < workers) {
      throw new IllegalStateException(
          tooFew(workers, "executors that " + spark.master() + " has given so far run " + slots)
              + "; try again when the cluster has room, or lower train.workers");
    }
  }

  /**
   * How many tasks run at once when every executor that was asked for is there.
   *
   * @return at least 1; the largest number where executors are as many as the cluster has room for
   */
  static int askedFor(SparkConf conf) {
    String master = conf.get("spark.master");
    if (!master.equals("yarn") && !master.startsWith("k8s://")) {
      return Integer.MAX_VALUE;
    }
    int tasks = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
    return Math.max(1, conf.getInt("spark.executor.instances", DEFAULT_EXECUTORS) * tasks);
  }

  private static String tooFew(int workers, String there) {
    return "train.workers is "
        + workers
        + ", but "
        + there
        + " tasks at once (cores divided by spark.task.cpus), and an averaging round needs all"
        + " workers at once";
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
