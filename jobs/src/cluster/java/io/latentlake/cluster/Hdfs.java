package io.latentlake.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** HDFS in a JVM of its own. */
final class Hdfs implements Storage {
  private final Program server;
  private final String uri;

  private Hdfs(Program server, String uri) {
    this.server = server;
    this.uri = uri;
  }

  /** Starts a server that keeps everything below a folder. */
  static Hdfs start(Path folder) {
    Program server =
        Program.start(
            "hdfs",
            folder,
            Map.of(),
            List.of(
                Program.java(),
                "-Xmx600m",
                "-cp",
                Checkout.hdfsClassPath(),
                "io.latentlake.cluster.HdfsServer",
                folder.resolve("hdfs").toString()));
    return new Hdfs(server, server.await("HDFS (hdfs://\\S+)"));
  }

  @Override
  public String root() {
    return uri + "/lake";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        // A client waits this long before it asks again whether a block has arrived; 400 by default
        "spark.hadoop.dfs.client.block.write.locateFollowingBlock.initial.delay.ms",
        "10",
        "spark.hadoop.dfs.replication",
        "1");
  }

  @Override
  public void close() {
    server.close();
  }
}
