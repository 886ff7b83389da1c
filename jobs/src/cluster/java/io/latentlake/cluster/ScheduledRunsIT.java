package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.deploy.DeployFiles;
import io.latentlake.deploy.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The command lines that schedulers build, run as they stand. */
class ScheduledRunsIT {
  private static final Duration AT_MOST = Duration.ofMinutes(8);
  private static final String LAUNCHER = Checkout.ROOT.resolve("deploy/latentlake").toString();
  private static final Path DAG = Checkout.ROOT.resolve("deploy/airflow/latentlake_daily.py");
  private static final Path UNIT = Checkout.ROOT.resolve("deploy/systemd/latentlake@.service");
  private static final String WEDNESDAY = "2025-03-05";
  private static final String THURSDAY = "2025-03-06";
  private static final String MONDAY = "2025-03-10";

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Path incoming;

  @BeforeAll
  static void deliverTheFirstBatch() throws IOException {
    incoming = folder.resolve("incoming");
    Path tiles = Checkout.TILES;
    Files.createSymbolicLink(Files.createDirectories(incoming).resolve(WEDNESDAY), tiles);
  }

  @Test
  void theLinesOfTheDagTakeABatchToItsReport() throws Exception {
    Path config = pipelineFile("airflow", 1);
    List<String> lines = dagLines(LAUNCHER, config, WEDNESDAY);
    assertThat(lines).hasSize(7);
    for (String line : lines) {
      Program step = bash("airflow-" + lines.indexOf(line), line);
      assertThat(step.exitStatus(AT_MOST)).as(line + "\n" + step.output()).isZero();
    }
    Path output = folder.resolve("airflow-out");
    assertThat(output.resolve("report.html")).isNotEmptyFile();
    for (String table : List.of("images", "scores", "embeddings", "attributions", "metrics")) {
      assertThat(output.resolve(table + "/data_id=" + WEDNESDAY)).isDirectory();
    }
  }

  @Test
  void theDagTrainsOnTheFirstDayAndOnMondays() throws Exception {
    assertThat(training(WEDNESDAY)).isZero();
    assertThat(training(THURSDAY)).isEqualTo(99);
    assertThat(training(MONDAY)).isZero();
  }

  /** How the line that trains ends, with a launcher that only says what it was given. */
  private static int training(String day) throws Exception {
    String line = dagLines("echo", folder.resolve("daily.yaml"), day).get(1);
    return bash("train-" + day, line).exitStatus(AT_MOST);
  }

  private static List<String> dagLines(String launcher, Path config, String day) throws Exception {
    Map<String, String> environment =
        Map.of(
            "LATENTLAKE",
            launcher,
            "LATENTLAKE_PIPELINE",
            config.toString(),
            "LATENTLAKE_INCOMING",
            incoming.toString(),
            "LATENTLAKE_FIRST_DAY",
            WEDNESDAY);
    Program dag =
        Program.start(
            "dag-" + day, folder, environment, List.of("python3", DAG.toString(), "--print", day));
    assertThat(dag.exitStatus(AT_MOST)).as(dag.output()).isZero();
    return dag.output().lines().toList();
  }

  /** As Airflow's BashOperator runs a line. */
  private static Program bash(String name, String line) {
    Map<String, String> environment = new HashMap<>(driver());
    environment.put("SPARK_MASTER", "local[2]");
    return Program.start(name, folder, environment, List.of("bash", "-c", line));
  }

  @Test
  void theServiceStopsWithACheckpointAndRunsAgainWhereItWasStopped() throws Exception {
    Path config = pipelineFile("systemd", 100_000);
    try (Program service = service("stopped", config)) {
      service.await("epoch \\d+/100000");
      service.terminate();
      int stopped = service.exitStatus(AT_MOST);
      assertThat(unit("SuccessExitStatus")).isEqualTo(Integer.toString(stopped));
      assertThat(service.output()).contains("stopped before its end");
    }
    Path output = folder.resolve("systemd-out");
    assertThat(output.resolve("models")).doesNotExist();
    try (Stream<Path> checkpoints = Files.list(output.resolve("checkpoints/surface"))) {
      assertThat(checkpoints).isNotEmpty();
    }

    pipelineFile("systemd", 1);
    Program again = service("again", config);
    assertThat(again.exitStatus(AT_MOST)).as(again.output()).isZero();
    assertThat(again.output()).contains("ingest is skipped");
    assertThat(output.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void theServiceDoesNotTryAWrongPipelineFileAgain() throws Exception {
    Path config = Files.writeString(folder.resolve("wrong.yaml"), "train:\n  epoch: 3\n");
    Program service = service("wrong", config);
    int status = service.exitStatus(AT_MOST);
    assertThat(service.output()).contains("did you mean train.epochs?");
    assertThat(unit("RestartPreventExitStatus")).isEqualTo(Integer.toString(status));
  }

  /** The line that systemd starts, with no environment but what its file holds. */
  private static Program service(String name, Path config) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=" + System.getenv("PATH")));
    Path environment = UNIT.resolveSibling("latentlake.env");
    for (String line : Files.readAllLines(environment)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        command.add(line);
      }
    }
    command.add("JAVA_HOME=" + System.getProperty("java.home"));
    command.add("LATENTLAKE_JAR=" + Checkout.JAR);
    String line =
        unit("ExecStart")
            .replace("/opt/latentlake/", Checkout.ROOT + "/")
            .replace("/etc/latentlake/%i.yaml", config.toString());
    command.addAll(List.of(line.split(" ")));
    return Program.start("service-" + name, folder, Map.of(), command);
  }

  private static String unit(String key) throws IOException {
    return Files.readAllLines(UNIT).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theImageRunsADriverAsSparksEntryPointDoesAndTheLauncher() throws Exception {
    Path root = folder.resolve("image");
    Image image = Image.read();
    // Its base, as far as there is one here: Spark without what the image adds
    Path spark = root.resolve("opt/spark");
    for (String part : List.of("bin", "jars")) {
      Files.createDirectories(spark.resolve(part));
      try (Stream<Path> files = Files.list(Checkout.SPARK_HOME.resolve(part))) {
        for (Path file : files.filter(file -> !isCopied(image, file)).toList()) {
          // A script finds the rest from where it lies
          Path copy = spark.resolve(part).resolve(file.getFileName());
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    image.copyInto(root);

    Map<String, String> environment = new HashMap<>();
    image
        .environment()
        .forEach(
            (key, value) ->
                environment.put(
                    key,
                    value
                        .replace("/opt/", root + "/opt/")
                        .replace("${PATH}", System.getenv("PATH"))));
    Path jar = Path.of(environment.get("LATENTLAKE_JAR"));
    assertThat(jar).isRegularFile();
    assertThat(spark.resolve("jars")).isDirectoryContaining("glob:**hadoop-aws-*.jar");

    // What the operator would have it read
    Map<String, String> settings =
        new TreeMap<>(DeployFiles.settings(Path.of("conf/spark-defaults.k8s.conf")));
    settings.put("spark.driver.memory", "1g");
    settings.put("spark.sql.shuffle.partitions", "4");
    settings.put("spark.ui.enabled", "false");
    List<String> lines = new ArrayList<>();
    settings.forEach((key, value) -> lines.add(key + " " + value));
    Path properties = Files.write(folder.resolve("spark.properties"), lines);
    String output = folder.resolve("image-out").toString();
    Program driver =
        Program.start(
            "image-driver",
            folder,
            environment,
            List.of(
                spark.resolve("bin/spark-submit").toString(),
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--deploy-mode",
                "client",
                "--master",
                "local[2]",
                "--properties-file",
                properties.toString(),
                "--class",
                "io.latentlake.jobs.LatentLake",
                "local://" + jar,
                "demo",
                "--set",
                "steps=ingest",
                "--set",
                "output.path=" + output));
    assertThat(driver.exitStatus(AT_MOST)).as(driver.output()).isZero();

    Program launcher =
        Program.start(
            "image-launcher",
            folder,
            environment,
            List.of(
                "bash", "-c", "latentlake demo --set steps=ingest --set output.path=" + output));
    assertThat(launcher.exitStatus(AT_MOST)).as(launcher.output()).isZero();
    assertThat(launcher.output()).contains("ingest is skipped: nothing has changed");
    assertThat(Path.of(output, "images")).isNotEmptyDirectory();
  }

  private static boolean isCopied(Image image, Path jar) {
    return image.sources().stream()
        .filter(source -> source.endsWith(".jar"))
        .map(source -> source.substring(source.lastIndexOf('/') + 1))
        .anyMatch(
            pattern ->
                jar.getFileSystem().getPathMatcher("glob:" + pattern).matches(jar.getFileName()));
  }

  private static Map<String, String> driver() {
    return Map.of(
        "LATENTLAKE_JAR", Checkout.JAR.toString(),
        "LATENTLAKE_DRIVER_MEMORY", "1g",
        "SPARK_LOCAL_IP", "127.0.0.1");
  }

  private static Path pipelineFile(String name, int epochs) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        String.join(
            "\n",
            "data:",
            "  path: " + incoming.resolve(WEDNESDAY),
            "model:",
            "  id: surface",
            "  kind: dense-ae",
            "  hidden: [8]",
            "  latent: 2",
            "train:",
            "  epochs: " + epochs,
            "evaluate:",
            "  normal-labels: [good]",
            "explain:",
            "  methods: [residual]",
            "  targets: [reconstruction_error]",
            "output:",
            "  path: " + folder.resolve(name + "-out"),
            ""));
  }
}
