package io.latentlake.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ResourceScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler;

/**
 * YARN with two node managers. Writes the configuration of its clients, {@code yarn-site.xml} and
 * {@code core-site.xml}, into a folder that it takes as its argument; then says so, as {@code YARN
 * /folder}, and ends when its standard input does.
 */
public final class YarnServer {
  private static final int NODES = 2;
  private static final int NODE_MEMORY_MB = 4096;
  private static final int READY_MS = 60_000;

  private YarnServer() {}

  /**
   * Runs the server.
   *
   * @param arguments the folder
   * @throws Exception if it cannot start
   */
  public static void main(String[] arguments) throws Exception {
    YarnConfiguration configuration = new YarnConfiguration();
    configuration.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, NODE_MEMORY_MB);
    configuration.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    // The usual scheduler wants a file of queues
    configuration.setClass(
        YarnConfiguration.RM_SCHEDULER, FifoScheduler.class, ResourceScheduler.class);
    // Whether the machine's disks are nearly full is none of a test's business
    configuration.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.9f);
    MiniYARNCluster cluster = new MiniYARNCluster("yarn", NODES, 1, 1);
    cluster.init(configuration);
    cluster.start();
    if (!cluster.waitForNodeManagersToConnect(READY_MS)) {
      throw new IllegalStateException("the node managers do not join");
    }
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    write(clientSettings(cluster.getConfig()), folder.resolve("yarn-site.xml"));
    write(new Configuration(false), folder.resolve("core-site.xml"));
    System.out.println("YARN " + folder);
    while (System.in.read() >= 0) {
      // until whoever started it is gone, too
    }
    // Its threads would keep it from ending
    Runtime.getRuntime().halt(0);
  }

  private static Configuration clientSettings(Configuration running) {
    Configuration settings = new Configuration(running);
    // Names a class that only the tests of Hadoop have
    settings.unset("net.topology.node.switch.mapping.impl");
    return settings;
  }

  private static void write(Configuration settings, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.writeXml(out);
    }
  }
}
