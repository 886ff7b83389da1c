package io.latentlake.jobs;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * The memory that YARN or Kubernetes grants a Spark process; they kill it if it uses more. A
 * standalone cluster and local mode set no limit.
 *
 * @param process {@code executor} or {@code driver}
 * @param heapMiB the JVM's heap at its largest
 * @param overheadMiB memory granted beside the heap
 * @param given whether the user set the overhead; otherwise it is Spark's default
 */
record Container(String process, long heapMiB, long overheadMiB, boolean given) {
  static final String EXECUTOR = "executor";
  static final String DRIVER = "driver";

  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[\\s*([0-9]+|\\*)\\s*(?:,.*)?\\])?");
  private static final String HEAP = "1g";
  private static final long LEAST_OVERHEAD_MIB = 384;
  private static final double OVERHEAD_FACTOR = 0.1;

  /** The container of an executor; empty if nothing limits its memory. */
  static Optional<Container> ofExecutor(SparkConf conf) {
    return managed(conf) ? Optional.of(of(EXECUTOR, conf)) : Optional.empty();
  }

  /** The container of the driver; empty unless it runs on the cluster. */
  static Optional<Container> ofDriver(SparkConf conf) {
    // Kubernetes starts the driver's pod in client mode, and marks it
    boolean inCluster =
        conf.get("spark.submit.deployMode", "client").equals("cluster")
            || conf.getBoolean("spark.kubernetes.submitInDriver", false);
    return managed(conf) && inCluster ? Optional.of(of(DRIVER, conf)) : Optional.empty();
  }

  /**
   * How many tasks an executor runs at a time.
   *
   * @return at least 1; empty if it depends on the executor's machine
   */
  static Optional<Integer> tasksAtATime(SparkConf conf) {
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    int cores;
    if (local.matches()) {
      cores = threads(local.group(1));
    } else if (conf.contains("spark.executor.cores") || managed(conf)) {
      cores = conf.getInt("spark.executor.cores", 1);
    } else {
      return Optional.empty();
    }
    return Optional.of(Math.max(1, cores / conf.getInt("spark.task.cpus", 1)));
  }

  private static int threads(String given) {
    if (given == null) {
      return 1;
    }
    return given.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(given);
  }

  /** The maximum heap of each executor in MiB; in local mode that of this JVM. */
  static long heapMiB(SparkConf conf) {
    return LOCAL.matcher(conf.get("spark.master", "")).matches()
        ? Runtime.getRuntime().maxMemory() >> 20
        : conf.getSizeAsMb("spark.executor.memory", HEAP);
  }

  private static boolean managed(SparkConf conf) {
    String master = conf.get("spark.master", "");
    return master.startsWith("yarn") || kubernetes(master);
  }

  private static boolean kubernetes(String master) {
    return master.startsWith("k8s:");
  }

  private static Container of(String process, SparkConf conf) {
    String prefix = "spark." + process + ".";
    long heap = conf.getSizeAsMb(prefix + "memory", HEAP);
    String key = prefix + "memoryOverhead";
    if (conf.contains(key)) {
      return new Container(process, heap, conf.getSizeAsMb(key), true);
    }
    double factor =
        kubernetes(conf.get("spark.master"))
            ? conf.getDouble("spark.kubernetes.memoryOverheadFactor", OVERHEAD_FACTOR)
            : OVERHEAD_FACTOR;
    factor = conf.getDouble(prefix + "memoryOverheadFactor", factor);
    return new Container(
        process, heap, Math.max((long) (factor * heap), LEAST_OVERHEAD_MIB), false);
  }

  /** The setting that changes {@link #overheadMiB}. */
  String overheadKey() {
    return "spark." + process + ".memoryOverhead";
  }

  /** Describes the container: its size and the parts of it. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "a container of %,d MiB: a heap of %,d (spark.%s.memory) and %,d beside it (%s%s)",
        heapMiB + overheadMiB,
        heapMiB,
        process,
        overheadMiB,
        overheadKey(),
        given ? "" : ", Spark's default");
  }
}
