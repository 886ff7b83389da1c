package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts and units, as the tools see them that know their language. */
class DeployToolsIT {
  private static final Path DEPLOY = Checkout.ROOT.resolve("deploy");
  private static final Duration AT_MOST = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void shellcheckFindsNothingInAnyScript() throws Exception {
    List<String> scripts = new ArrayList<>();
    for (Path below : List.of(DEPLOY, Checkout.ROOT.resolve("jobs/src/main/spark-home"))) {
      try (Stream<Path> files = Files.walk(below)) {
        files.filter(DeployToolsIT::isShell).map(Path::toString).forEach(scripts::add);
      }
    }
    scripts.add(Checkout.ROOT.resolve(".ci/run").toString());
    assertThat(scripts).hasSizeGreaterThanOrEqualTo(5);

    List<String> command = new ArrayList<>(List.of("shellcheck", "--severity=style"));
    command.addAll(scripts);
    assertThat(outputOf("shellcheck", command)).isEmpty();
  }

  private static boolean isShell(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.readString(file, StandardCharsets.ISO_8859_1)
              .lines()
              .limit(1)
              .anyMatch(line -> line.matches("#!.*sh"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void pythonCompilesTheDag() throws Exception {
    Path dag = Files.copy(DEPLOY.resolve("airflow/latentlake_daily.py"), folder.resolve("dag.py"));

    assertThat(
            outputOf(
                "python", List.of("python3", "-W", "error", "-m", "py_compile", dag.toString())))
        .isEmpty();
  }

  @Test
  void systemdUnderstandsServiceAndTimer() throws Exception {
    List<String> units = new ArrayList<>();
    for (String kind : List.of("service", "timer")) {
      String unit = Files.readString(DEPLOY.resolve("systemd/latentlake@." + kind));
      // It looks whether the program is there
      String here = unit.replace("/opt/latentlake/", Checkout.ROOT + "/");
      Path file = folder.resolve("latentlake@nightly." + kind);
      units.add(Files.writeString(file, here).toString());
    }
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    command.addAll(units);

    assertThat(outputOf("systemd", command)).isEmpty();
  }

  /** What a tool prints that must be content. */
  private String outputOf(String name, List<String> command) throws InterruptedException {
    try (Program tool = Program.start(name, folder, Map.of(), command)) {
      int status = tool.exitStatus(AT_MOST);
      assertThat(status).as(tool.output()).isZero();
      return tool.output();
    }
  }
}
