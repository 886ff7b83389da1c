package io.latentlake.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;

/** A folder that driver and executors share for the time of a training; removed when closed. */
final class WorkFolder implements AutoCloseable {
  private final SparkContext spark;
  private final Path path;

  private WorkFolder(SparkContext spark, Path path) {
    this.spark = spark;
    this.path = path;
  }

  /**
   * Names a new folder.
   *
   * @param spark the cluster
   * @param parent where; without one, a temporary folder of this machine
   * @throws IllegalArgumentException if there is none, and executors are on other machines
   */
  static WorkFolder in(SparkContext spark, Optional<String> parent) {
    if (parent.isPresent()) {
      return new WorkFolder(spark, new Path(parent.get(), "latentlake-fit-" + UUID.randomUUID()));
    }
    requireLocal(spark);
    try {
      return new WorkFolder(spark, new Path(Files.createTempDirectory("latentlake-fit-").toUri()));
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder can be made", e);
    }
  }

  private static void requireLocal(SparkContext spark) {
    if (!spark.isLocal()) {
      throw new IllegalArgumentException(
          "workFolder is not set, and the executors of "
              + spark.master()
              + " are processes of their own: set it to a folder that they share with the driver,"
              + " such as hdfs:///tmp, where fit keeps the decoded images while it trains");
    }
  }

  String uri() {
    return path.toString();
  }

  @Override
  public void close() {
    try {
      path.getFileSystem(spark.hadoopConfiguration()).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be removed", e);
    }
  }
}
