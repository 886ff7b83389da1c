package io.latentlake.cluster;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * HDFS with one data node, below a folder that it takes as its argument. Says where it is, as
 * {@code HDFS hdfs://127.0.0.1:12345}, and ends when its standard input does.
 */
public final class HdfsServer {
  private HdfsServer() {}

  /**
   * Runs the server.
   *
   * @param arguments the folder
   * @throws IOException if it cannot start
   */
  public static void main(String[] arguments) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, arguments[0]);
    configuration.setInt("dfs.replication", 1);
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration).numDataNodes(1).format(true).build()) {
      cluster.waitActive();
      System.out.println("HDFS " + cluster.getURI());
      while (System.in.read() >= 0) {
        // until whoever started it is gone, too
      }
    }
  }
}
