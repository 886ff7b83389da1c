package io.latentlake.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

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
                Checkout.hadoopClassPath(),
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

  /** Lets nothing be written, as while HDFS starts, or lets it be written again. */
  void safeMode(HdfsConstants.SafeModeAction action) throws IOException {
    files().setSafeMode(action);
  }

  /** Leaves no room for another block below the root. */
  void fill() throws IOException {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(root());
    long used = files().getContentSummary(root).getSpaceConsumed();
    files().setQuota(root, HdfsConstants.QUOTA_DONT_SET, used + 1);
  }

  /** Makes room again. */
  void makeRoom() throws IOException {
    files()
        .setQuota(
            new org.apache.hadoop.fs.Path(root()),
            HdfsConstants.QUOTA_DONT_SET,
            HdfsConstants.QUOTA_RESET);
  }

  private DistributedFileSystem files() throws IOException {
    return (DistributedFileSystem) new org.apache.hadoop.fs.Path(uri).getFileSystem(Lake.hadoop());
  }

  @Override
  public void close() {
    server.close();
  }
}
