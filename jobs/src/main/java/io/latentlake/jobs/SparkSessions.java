package io.latentlake.jobs;

import io.latentlake.observe.LatentLakePlugin;
import io.latentlake.table.LocalDisk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Where the command line gets its Spark session from. */
final class SparkSessions {
  /** Settings the product relies on; what spark-submit was given goes before them. */
  private static final Map<String, String> RELIED_ON = new LinkedHashMap<>();

  static {
    // Times in tables read the same wherever the driver stands
    RELIED_ON.put("spark.sql.session.timeZone", "UTC");
    // Two bars would overwrite each other
    RELIED_ON.put("spark.ui.showConsoleProgress", "false");
    // A training round waits for all its workers: none may come, go or run twice
    RELIED_ON.put("spark.speculation", "false");
    RELIED_ON.put("spark.dynamicAllocation.enabled", "false");
    // A worker's parameters go to the driver in its answer; above this size, which is 1 MB by
    // default, the executor would store them as a block and the driver fetch that over the network
    RELIED_ON.put("spark.task.maxDirectResultSize", "16m");
    // Parameters and packed images do not shrink; trying to costs a training round milliseconds
    RELIED_ON.put("spark.broadcast.compress", "false");
    // A task that computes uses its core alone; native threads beside it only get in the way
    RELIED_ON.put("spark.executorEnv.OMP_NUM_THREADS", "1");
  }

  /**
   * How tables get to S3, which has no rename: the magic committer uploads every file where it
   * belongs and completes the uploads when the job commits. Other file systems commit as ever.
   */
  private static final Map<String, String> MAGIC_COMMITTER =
      Map.of(
          "spark.sql.sources.commitProtocolClass",
          "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol",
          "spark.sql.parquet.output.committer.class",
          "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter",
          "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3a",
          "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory",
          "spark.hadoop.fs.s3a.committer.name",
          "magic",
          "spark.hadoop.fs.s3a.committer.magic.enabled",
          "true");

  /** Where the driver shows metrics: under names that do not change with every application. */
  private static final Map<String, String> METRICS =
      Map.of(
          "spark.metrics.namespace",
          "latentlake",
          "spark.metrics.conf.driver.sink.prometheusServlet.class",
          "org.apache.spark.metrics.sink.PrometheusServlet",
          "spark.metrics.conf.driver.sink.prometheusServlet.path",
          "/metrics/prometheus",
          "spark.ui.prometheus.enabled",
          "true");

  private static final String METRICS_ON = "spark.latentlake.metrics";
  private static final String PLUGINS = "spark.plugins";

  /**
   * JavaCPP looks up the size of the whole process whenever an array is made, unless this is 0,
   * which costs a fifth of a training step; the container watches that size anyway.
   */
  static final String PHYSICAL_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  private static final String SMALLEST_PARTITIONS = "spark.sql.files.minPartitionNum";

  /**
   * Into how many tasks a core a table is read at least, so that the cores end together: files hold
   * a split each and differ in size, and with Spark's one task a core the others wait for the last.
   */
  private static final int TASKS_PER_CORE = 4;

  private SparkSessions() {}

  /** Whether this program has a session already, which then is not ours to stop. */
  static boolean exists() {
    return SparkSession.getActiveSession().isDefined()
        || SparkSession.getDefaultSession().isDefined();
  }

  /**
   * The session of this program: the one there is, or a new one.
   *
   * @throws IllegalStateException if Spark does not start, because its master cannot be reached,
   *     say
   */
  static SparkSession open(String command) {
    SparkConf conf = settings(new SparkConf(), command);
    try {
      SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
      if (!spark.conf().contains(SMALLEST_PARTITIONS)) {
        int tasks = TASKS_PER_CORE * spark.sparkContext().defaultParallelism();
        spark.conf().set(SMALLEST_PARTITIONS, Integer.toString(tasks));
      }
      return spark;
    } catch (Exception e) {
      // Scala does not declare the checked ones
      throw new IllegalStateException(
          "Spark did not start with the master " + conf.get("spark.master"), e);
    }
  }

  /** What spark-submit was given, and all that the product relies on besides. */
  static SparkConf settings(SparkConf conf, String command) {
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "latentlake " + command);
    RELIED_ON.forEach(conf::setIfMissing);
    if (isInDriver(conf)) {
      // Elsewhere our classes come only when executors have started
      conf.setIfMissing("spark.hadoop." + LocalDisk.KEY, LocalDisk.class.getName());
    }
    commitToS3(conf, SparkSessions::isPresent);
    if (conf.getBoolean(METRICS_ON, true)) {
      METRICS.forEach(conf::setIfMissing);
      plugIn(conf, LatentLakePlugin.class.getName());
    }
    String executors = conf.get(EXECUTOR_OPTIONS, "");
    if (!executors.contains(PHYSICAL_LIMIT)) {
      conf.set(EXECUTOR_OPTIONS, (executors + " -D" + PHYSICAL_LIMIT + "=0").strip());
    }
    return conf;
  }

  /**
   * Whether this is a driver inside YARN's application master, which itself reports how the program
   * ended: an exit, with whatever status, it takes for a failure.
   */
  static boolean insideApplicationMaster() {
    SparkConf conf = new SparkConf();
    return conf.get("spark.master", "").equals("yarn")
        && conf.get("spark.submit.deployMode", "").equals("cluster");
  }

  /** Adds a plugin to those the user asks for, unless that could keep Spark from starting. */
  static void plugIn(SparkConf conf, String plugin) {
    String others = conf.get(PLUGINS, "");
    if (!List.of(others.split(",")).contains(plugin) && executorsHaveOurJar(conf)) {
      conf.set(PLUGINS, others.isEmpty() ? plugin : others + "," + plugin);
    }
  }

  /**
   * Whether executors will find our classes when they start. One that does not find a plugin ends
   * at once, and Spark would start another for ever; a task without our classes at least says so.
   */
  private static boolean executorsHaveOurJar(SparkConf conf) {
    return isInDriver(conf)
        || conf.get("spark.master").equals("yarn")
        || !conf.get("spark.jars", "").isEmpty()
        || conf.contains("spark.executor.extraClassPath");
  }

  /** Whether driver and executors are one JVM. */
  private static boolean isInDriver(SparkConf conf) {
    String master = conf.get("spark.master");
    return master.equals("local") || master.startsWith("local[");
  }

  /**
   * Has tables on S3 committed by the magic committer, if its classes are there: a Spark without
   * spark-hadoop-cloud, in which they are, could then write no table at all, wherever it lies.
   */
  static void commitToS3(SparkConf conf, Predicate<String> isPresent) {
    if (MAGIC_COMMITTER.values().stream()
        .filter(value -> value.startsWith("org."))
        .allMatch(isPresent)) {
      MAGIC_COMMITTER.forEach(conf::setIfMissing);
    }
  }

  private static boolean isPresent(String className) {
    return SparkSessions.class.getClassLoader().getResource(className.replace('.', '/') + ".class")
        != null;
  }
}
