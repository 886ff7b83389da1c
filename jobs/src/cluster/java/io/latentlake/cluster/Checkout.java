package io.latentlake.cluster;

import java.io.File;
import java.nio.file.Path;

/** Where things lie in the checkout that is tested. */
final class Checkout {
  /** The top. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Images that come with it. */
  static final Path TILES = ROOT.resolve("sample-data/tiles");

  /** What is submitted. */
  static final Path JAR = ROOT.resolve("jobs/target/latentlake-jobs.jar");

  /** The Spark that clusters run. */
  static final Path SPARK_HOME = ROOT.resolve("jobs/target/spark-home");

  private static final Path SERVERS = ROOT.resolve("jobs/src/cluster/servers");

  private Checkout() {}

  /** Class path of the HDFS and YARN servers. */
  static String hadoopClassPath() {
    Path target = SERVERS.resolve("hadoop/target");
    return target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*";
  }

  /** Class path of the S3 server. */
  static String s3ClassPath() {
    return SERVERS.resolve("s3/target/lib") + "/*";
  }
}
