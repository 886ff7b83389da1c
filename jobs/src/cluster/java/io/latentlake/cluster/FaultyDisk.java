package io.latentlake.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A folder that drivers and executors reach through {@link FaultyFileSystem}.
 *
 * @param folder where it is
 */
record FaultyDisk(Path folder) {
  private static final String CLASS = FaultyFileSystem.class.getName().replace('.', '/') + ".class";

  /** Makes one below a folder. */
  static FaultyDisk in(Path folder) throws IOException {
    FaultyDisk disk = new FaultyDisk(folder);
    Files.createDirectories(disk.memory());
    Path copy = disk.classes().resolve(CLASS);
    Files.createDirectories(copy.getParent());
    // Alone: beside it lie test resources that would change the programs
    try (InputStream in = FaultyFileSystem.class.getClassLoader().getResourceAsStream(CLASS)) {
      Files.copy(in, copy);
    }
    return disk;
  }

  /** A folder of the disk, as a Hadoop URI. */
  String uri(String name) {
    return "faulty://" + folder.resolve(name);
  }

  /** Spark settings with which a fault happens to the first path that matches. */
  Map<String, String> settings(String fault, String expression) {
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("spark.hadoop." + fault, expression);
    return settings;
  }

  /** Spark settings with which nothing happens. */
  Map<String, String> settings() {
    return Map.of(
        "spark.hadoop.fs.faulty.impl",
        FaultyFileSystem.class.getName(),
        "spark.hadoop." + FaultyFileSystem.MEMORY,
        memory().toString(),
        "spark.executor.extraClassPath",
        classes().toString());
  }

  /** Environment in which drivers know it. */
  Map<String, String> environment() {
    return Map.of("SPARK_DIST_CLASSPATH", classes().toString());
  }

  /** Whether a fault has happened. */
  boolean hasHappened(String fault) {
    return Files.exists(memory().resolve(fault));
  }

  private Path memory() {
    return folder.resolve("memory");
  }

  private Path classes() {
    return folder.resolve("classes");
  }
}
