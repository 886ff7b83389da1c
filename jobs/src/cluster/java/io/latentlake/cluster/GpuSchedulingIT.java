package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark gives out GPUs as {@code conf/spark-defaults.gpu.conf} tells it, and as {@code
 * deploy/discover-gpus} finds them on a machine whose {@code nvidia-smi} tells of two.
 */
class GpuSchedulingIT {
  private static final Duration AT_MOST = Duration.ofMinutes(3);
  private static final Pattern TASK =
      Pattern.compile("executor (\\d+) gpu (\\S+) of (.*)", Pattern.MULTILINE);

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  @Test
  void noTwoTasksAtATimeShareAGpu() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("bin"));
    Path nvidiaSmi =
        Files.createFile(
            tools.resolve("nvidia-smi"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(nvidiaSmi, "#!/bin/sh\nprintf '0\\n1\\n'\n");
    String script = Checkout.ROOT.resolve("deploy/discover-gpus").toString();
    Map<String, String> machine =
        Map.of(
            "PATH",
            tools + File.pathSeparator + System.getenv("PATH"),
            "SPARK_WORKER_OPTS",
            "-Dspark.worker.resource.gpu.amount=2"
                + " -Dspark.worker.resource.gpu.discoveryScript="
                + script);
    try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"), 0)) {
      cluster.addWorker(4, machine);
      Program probe = submit(cluster.url());

      assertThat(probe.exitStatus(AT_MOST)).as(probe.output()).isZero();
      List<MatchResult> tasks = TASK.matcher(probe.output()).results().toList();
      assertThat(tasks).as(probe.output()).hasSize(4);
      assertThat(tasks).extracting(task -> task.group(1)).containsOnly("0", "1");
      assertThat(tasks).extracting(task -> task.group(2)).containsOnly("0", "1");
      assertThat(tasks)
          .allSatisfy(
              task ->
                  assertThat(new TreeSet<>(List.of(task.group(3).split(" "))))
                      .containsExactly("0", "1"));
      // An executor keeps the GPU it has, so a network stays where it was made
      assertThat(tasks)
          .extracting(task -> task.group(1) + task.group(2))
          .satisfies(pairs -> assertThat(new TreeSet<>(pairs)).hasSize(2));
      // Two executors have two cores each, so it is the GPUs that limit the tasks
      assertThat(probe.output()).contains("tasks at once: 2");
    }
  }

  private static Program submit(String master) {
    String classes =
        Path.of("target/test-classes").toAbsolutePath() + File.pathSeparator + Checkout.JAR;
    return Program.start(
        "probe",
        folder,
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        List.of(
            Checkout.SPARK_HOME.resolve("bin/spark-submit").toString(),
            "--properties-file",
            Checkout.ROOT.resolve("conf/spark-defaults.gpu.conf").toString(),
            "--master",
            master,
            "--driver-memory",
            "512m",
            "--conf",
            "spark.executor.memory=512m",
            "--conf",
            "spark.executor.cores=2",
            "--conf",
            "spark.executor.extraClassPath=" + classes,
            "--driver-class-path",
            classes,
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            // Asked again until both executors are there
            "--conf",
            "spark.scheduler.barrier.maxConcurrentTasksCheck.interval=1s",
            "--class",
            GpuProbe.class.getName(),
            "spark-internal",
            "2"));
  }
}
