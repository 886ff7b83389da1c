package io.latentlake.jobs;

import io.latentlake.observe.LatentLakePlugin;
import io.latentlake.table.LocalDisk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Creates the Spark session of the command line. */
final class SparkSessions {
  /** Settings the product relies on; settings given to spark-submit override them. */
  private static final Map<String, String> RELIED_ON = new LinkedHashMap<>();

  static {
    // Times in tables do not depend on the driver's time zone
    RELIED_ON.put("spark.sql.session.timeZone", "UTC");
    // Two bars would overwrite each other
    RELIED_ON.put("spark.ui.showConsoleProgress", "false");
    // A training round waits for all its workers: no dynamic allocation, no speculative tasks
    RELIED_ON.put("spark.speculation", "false");
    RELIED_ON.put("spark.dynamicAllocation.enabled", "false");
    // A worker returns its parameters in its task result. A result above this size (default 1 MB)
    // would be stored as a block that the driver has to fetch
    RELIED_ON.put("spark.task.maxDirectResultSize", "16m");
    // Parameters and packed images do not compress; trying costs milliseconds per training round
    RELIED_ON.put("spark.broadcast.compress", "false");
    // A computing task uses its whole core; native threads would compete with it
    RELIED_ON.put("spark.executorEnv.OMP_NUM_THREADS", "1");
  }

  /**
   * The committer for tables on S3, which has no rename: the magic committer uploads every file to
   * its final place and completes the uploads when the job commits. Other file systems use their
   * default committer.
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

  /** Namespace of the metrics, the same for every application. */
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
   * Unless this is 0, JavaCPP looks up the size of the whole process at every allocation, which
   * costs a fifth of a training step. The container limits that size anyway.
   */
  static final String PHYSICAL_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  private static final String SMALLEST_PARTITIONS = "spark.sql.files.minPartitionNum";

  /**
   * Minimum number of tasks per core when reading a table, so that all cores finish at about the
   * same time. Files hold one split each and differ in size; with Spark's one task per core, cores
   * would wait for the largest.
   */
  private static final int TASKS_PER_CORE = 4;

  private SparkSessions() {}

  /** Whether this program has a session already; then the caller must not stop it. */
  static boolean exists() {
    return SparkSession.getActiveSession().isDefined()
        || SparkSession.getDefaultSession().isDefined();
  }

  /**
   * Returns the session of this program, or creates it.
   *
   * @throws IllegalStateException if Spark does not start, for example because its master cannot be
   *     reached
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

  /** Settings given to spark-submit, and those that the product relies on. */
  static SparkConf settings(SparkConf conf, String command) {
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "latentlake " + command);
    RELIED_ON.forEach(conf::setIfMissing);
    if (isInDriver(conf)) {
      // On other clusters executors get our classes only after they have started
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
   * Whether this driver runs inside YARN's application master, which reports the outcome itself and
   * treats any exit, whatever its status, as a failure.
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
   * Whether executors find our classes when they start. An executor that does not find a plugin
   * ends at once, and Spark would restart it forever.
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
   * Sets the magic committer for S3 if its classes, from spark-hadoop-cloud, are there. Without
   * them Spark could not write any table, on any file system.
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
