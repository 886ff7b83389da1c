package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler is told: 1 may be worth another try, 2 is not. */
class ExitStatusIT {
  private static final Duration AT_MOST = Duration.ofMinutes(4);
  private static final String TILES = Checkout.TILES.toString();

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void aPathThatIsNotThereIsRefused() throws Exception {
    Program ingest = ingest("local[1]", "/nowhere", folder.resolve("out"));

    assertThat(ingest.exitStatus(AT_MOST)).as(ingest.output()).isEqualTo(2);
    assertThat(ingest.output()).contains("latentlake: data.path is /nowhere, which does not exist");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aMasterThatIsNoneIsRefused() throws Exception {
    Program ingest = ingest("sparc://host", TILES, folder.resolve("out"));

    assertThat(ingest.exitStatus(AT_MOST)).isEqualTo(2);
    assertThat(ingest.output().lines())
        .singleElement()
        .asString()
        .startsWith("latentlake: --master is sparc://host, allowed is local[N]");
  }

  @Test
  void aDriverOnTheClusterNeedsOneThatCanHoldIt() throws Exception {
    Program ingest =
        ingest("spark://host:7077", TILES, folder.resolve("out"), "--deploy-mode", "cluster");

    assertThat(ingest.exitStatus(AT_MOST)).isEqualTo(2);
    assertThat(ingest.output()).contains("--deploy-mode cluster needs --master yarn or k8s://");
  }

  @Test
  void aSparkThatDoesNotStartIsAFailureToldInOneLine() throws Exception {
    Program ingest = ingest("local[0]", TILES, folder.resolve("out"));

    assertThat(ingest.exitStatus(AT_MOST)).as(ingest.output()).isEqualTo(1);
    assertThat(ingest.output().lines().filter(line -> line.startsWith("latentlake: ")))
        .singleElement()
        .asString()
        .startsWith("latentlake: ingest failed: Spark did not start with the master local[0]: ");
    assertThat(ingest.output()).doesNotContain("\tat ");
    assertThat(status(ingest)).isEqualTo("failed");
  }

  @Test
  void anOutputThatCannotBeWrittenIsAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    Program ingest = ingest("local[1]", TILES, file.resolve("out"));

    assertThat(ingest.exitStatus(AT_MOST)).as(ingest.output()).isEqualTo(1);
    assertThat(ingest.output()).contains("latentlake: ingest failed: ", file.toString());
    assertThat(status(ingest)).isEqualTo("failed");
  }

  private Program ingest(String master, String data, Path output, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.ROOT.resolve("deploy/latentlake").toString());
    command.addAll(List.of("ingest", "--master", master, "--set", "data.path=" + data));
    command.addAll(List.of("--set", "output.path=" + output));
    command.addAll(List.of(more));
    Map<String, String> environment =
        Map.of("LATENTLAKE_JAR", Checkout.JAR.toString(), "LATENTLAKE_DRIVER_MEMORY", "1g");
    return Program.start("ingest", folder, environment, command);
  }

  /** As the last line on standard output has it. */
  private static String status(Program program) throws IOException {
    String last =
        program.output().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
    return new ObjectMapper().readTree(last).path("status").asText();
  }
}
