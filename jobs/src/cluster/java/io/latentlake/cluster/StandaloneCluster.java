package io.latentlake.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Spark standalone master with workers of one core each, every one in a JVM of its own. */
final class StandaloneCluster implements AutoCloseable {
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

  private final Path folder;
  private final Program master;
  private final String url;
  private final List<Program> workers = new ArrayList<>();
  private int started;

  private StandaloneCluster(Path folder, Program master, String url) {
    this.folder = folder;
    this.master = master;
    this.url = url;
  }

  /**
   * Starts a cluster and waits until its workers have joined.
   *
   * @param folder for logs and the workers' files
   * @param workers how many
   */
  static StandaloneCluster start(Path folder, int workers) {
    Program master =
        daemon(
            "master",
            folder,
            List.of(
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0"),
            Map.of());
    StandaloneCluster cluster =
        new StandaloneCluster(
            folder, master, master.await("Starting Spark master at (spark://\\S+)"));
    for (int i = 0; i < workers; i++) {
      cluster.addWorker();
    }
    return cluster;
  }

  /** Adds one worker, and waits for it to join. */
  void addWorker() {
    addWorker(1, Map.of());
  }

  /**
   * Adds one worker, and waits for it to join.
   *
   * @param cores how many it lends
   * @param environment added to this process's own
   */
  void addWorker(int cores, Map<String, String> environment) {
    String name = "worker-" + started++;
    Program worker =
        daemon(
            name,
            folder,
            List.of(
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "-c",
                Integer.toString(cores),
                "-m",
                "3g",
                "-d",
                folder.resolve(name).toString(),
                url),
            environment);
    worker.await("Successfully registered with master");
    workers.add(worker);
  }

  /** Kills every executor of one worker at once, and returns how many there were. */
  int killExecutorsOf(int worker) {
    List<ProcessHandle> executors =
        workers
            .get(worker)
            .descendants()
            .filter(child -> child.info().commandLine().orElse("").contains(EXECUTOR))
            .toList();
    executors.forEach(ProcessHandle::destroyForcibly);
    return executors.size();
  }

  /**
   * Ends a worker and its executors at once, as a machine that is switched off; the next moves up.
   */
  void killWorker(int worker) {
    workers.remove(worker).kill();
  }

  /** Where its logs and the files of its workers are. */
  Path folder() {
    return folder;
  }

  /** What to submit to: {@code spark://127.0.0.1:12345}. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    workers.forEach(Program::close);
    master.close();
  }

  private static Program daemon(
      String name, Path folder, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.SPARK_HOME.resolve("bin/spark-class").toString());
    command.addAll(arguments);
    Map<String, String> all = new HashMap<>(environment);
    all.put("SPARK_LOCAL_IP", "127.0.0.1");
    all.put("SPARK_DAEMON_MEMORY", "256m");
    return Program.start(name, folder, all, command);
  }
}
