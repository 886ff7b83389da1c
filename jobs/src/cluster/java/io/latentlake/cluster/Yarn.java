package io.latentlake.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** YARN with two nodes, in a JVM of its own. */
final class Yarn implements AutoCloseable {
  private static final List<String> OPENED =
      Stream.of("java.lang", "java.util", "java.io", "java.net", "java.nio", "sun.nio.ch")
          .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
          .toList();

  private final Path folder;
  private final Program server;
  private final String configuration;

  private Yarn(Path folder, Program server, String configuration) {
    this.folder = folder;
    this.server = server;
    this.configuration = configuration;
  }

  /** Starts it, with everything of its own below a folder. */
  static Yarn start(Path folder) {
    List<String> command = new ArrayList<>(List.of(Program.java(), "-Xmx600m"));
    command.addAll(OPENED);
    command.addAll(
        List.of(
            "-cp",
            Checkout.hadoopClassPath(),
            "io.latentlake.cluster.YarnServer",
            folder.resolve("client").toString()));
    Program server = Program.start("yarn", folder, Map.of(), command);
    return new Yarn(folder, server, server.await("YARN (/\\S+)"));
  }

  /** Where clients find it. */
  Map<String, String> environment() {
    return Map.of("HADOOP_CONF_DIR", configuration, "YARN_CONF_DIR", configuration);
  }

  /** Settings for small containers on this machine. */
  Map<String, String> settings() {
    return Map.of(
        "spark.yarn.jars",
        "local:" + Checkout.SPARK_HOME.resolve("jars") + "/*",
        "spark.yarn.stagingDir",
        folder.resolve("staging").toUri().toString(),
        // A driver of the cluster's own would give the machine's outer address
        "spark.yarn.appMasterEnv.SPARK_LOCAL_IP",
        "127.0.0.1",
        "spark.executorEnv.SPARK_LOCAL_IP",
        "127.0.0.1",
        "spark.executor.memoryOverhead",
        "1g",
        "spark.executor.cores",
        "1");
  }

  @Override
  public void close() {
    server.close();
  }
}
