package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import io.latentlake.model.ModelKind;
import io.latentlake.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentLakeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void shareTheSession() {
    LocalSpark.session();
  }

  private int call(String... arguments) {
    return LatentLake.run(
        new PrintWriter(out, true), new PrintWriter(err, true), Progress.NONE, arguments);
  }

  private JsonNode lastLine() throws IOException {
    List<String> lines = out.toString().lines().toList();
    return JSON.readTree(lines.get(lines.size() - 1));
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("pipeline.yaml"), yaml);
  }

  @Test
  void helpIsNoFailure() {
    assertThat(call("--help")).isZero();
    assertThat(out.toString()).contains("demo", "score", "pipeline", "config", "Exit status");
  }

  @Test
  void everyCommandIsThere() {
    assertThat(Commands.ALL)
        .extracting(Command::name)
        .containsExactly(
            "demo",
            "generate",
            "ingest",
            "train",
            "score",
            "embed",
            "explain",
            "evaluate",
            "sample",
            "report",
            "pipeline",
            "pictures",
            "export",
            "forget");
  }

  @Test
  void everyCommandShowsItsKeysAndAnExample() {
    for (Command command : Commands.ALL) {
      out.getBuffer().setLength(0);

      assertThat(call(command.name(), "--help")).isZero();

      assertThat(out.toString())
          .as(command.name())
          .contains(command.name(), "--config", "--set", "--dry-run", "Example:")
          .contains("deploy/latentlake " + command.name())
          .contains("  seed: 42");
    }
  }

  @Test
  void badUsageIsRefusedInOneLine() {
    assertThat(call()).isEqualTo(2);
    for (List<String> wrong :
        List.of(
            List.of("scoer"),
            List.of("score", "--confg", "x"),
            List.of("score", "extra"),
            List.of("score", "--set"))) {
      err.getBuffer().setLength(0);

      assertThat(call(wrong.toArray(String[]::new))).as("%s", wrong).isEqualTo(2);

      assertThat(err.toString().lines().findFirst().orElseThrow()).startsWith("latentlake: ");
      assertThat(err.toString()).doesNotContain("\tat ");
    }
  }

  @Test
  void aMissingFileIsRefused() throws IOException {
    assertThat(call("score", "--config", folder + "/none.yaml")).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo("latentlake: " + folder + "/none.yaml: this file does not exist\n");
    assertThat(lastLine().get("status").asText()).isEqualTo("refused");
  }

  @Test
  void everyFaultHasALineAndNothingIsWritten() throws IOException {
    Path config =
        file(
            "train:\n  epoch: 3\n  workers: many\nmodel:\n  kind: conv-vea\noutput:\n  path: "
                + folder.resolve("out")
                + "\n");

    assertThat(call("score", "--config", config.toString(), "--set", "seed=x")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly(
            "latentlake: train.epoch: no such key; did you mean train.epochs? ("
                + config
                + ", line 2)",
            "latentlake: seed: found x, allowed is a whole number (--set)",
            "latentlake: model.kind: found conv-vea, allowed is one of "
                + String.join(", ", new ModelKind.Names().values())
                + " ("
                + config
                + ", line 5)",
            "latentlake: train.workers: found many, allowed is a whole number from 1 to 4096 ("
                + config
                + ", line 3)");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aMissingTableIsRefusedAndNothingIsWritten() throws IOException {
    Path output = folder.resolve("out");

    assertThat(call("score", "--set", "output.path=" + output)).isEqualTo(2);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("latentlake: there is no images(data_id=default)");
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"latent_99", "term_mmd"})
  void aPipelineRefusesWrongOptionsOfItsLastStepFirst(String target) {
    Path output = folder.resolve("out");

    assertThat(
            call(
                "pipeline",
                "--set",
                "output.path=" + output,
                "--set",
                "explain.targets=" + target,
                "--set",
                "explain.methods=saliency",
                "--set",
                "model.latent=4"))
        .isEqualTo(2);

    assertThat(err.toString().lines()).singleElement().asString().contains("latent_0 to latent_3");
    assertThat(output).doesNotExist();
  }

  @Test
  void configShowsWhereEachValueCameFrom() throws IOException {
    Path config = file("train:\n  epochs: 3\n");

    assertThat(call("config", "--config", config.toString(), "--set", "seed=5")).isZero();

    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "train.epochs 3 0 "
                + config
                + ", line 2 Passes over the training images; 0: as many as suit the kind of model"
                + " and the number of images")
        .contains("seed 5 42 --set Seed of every random draw");
    assertThat(lastLine().at("/details/keys_not_default").asInt()).isEqualTo(2);
  }

  @Test
  void aKindOfModelHasASectionOfItsOwn() throws IOException {
    Path config = file("model:\n  test-sparse-ae:\n    price: 2\n");

    assertThat(call("config", "--config", config.toString())).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "model.test-sparse-ae.price 2 0.3 "
                + config
                + ", line 3 What a squared value of the code costs");

    Path wrong = file("model:\n  test-sparse-ea:\n    price: 2\n  test-sparse-ae: {prise: 11}\n");
    assertThat(
            call(
                "config",
                "--config",
                wrong.toString(),
                "--set",
                "model.test-sparse-ae.price=11",
                "--set",
                "model.price=1"))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "latentlake: model.test-sparse-ea: no such key; did you mean model.test-sparse-ae? ("
                + wrong
                + ", line 2)",
            "latentlake: model.test-sparse-ae.prise: no such key; did you mean"
                + " model.test-sparse-ae.price? ("
                + wrong
                + ", line 4)",
            "latentlake: model.price: no such key; did you mean model.test-sparse-ae.price?"
                + " (--set)",
            "latentlake: model.test-sparse-ae.price: found 11, allowed is a number from 0 to 10"
                + " (--set)");
  }

  @Test
  void everyPipelineFileOfTheProjectIsValid() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../conf"))) {
      List<Path> pipelines = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(pipelines).hasSizeGreaterThan(4);
      for (Path file : pipelines) {
        assertThat(call("config", "--check", "--config", file.toString()))
            .as(file + ": " + err)
            .isZero();
      }
    }
  }

  @Test
  void configCheckOnlyValidates() throws IOException {
    assertThat(call("config", "--check", "--config", file("seed: 1").toString())).isZero();
    assertThat(out.toString().lines()).hasSize(1);
    assertThat(call("config", "--check", "--config", file("sead: 1").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("sead: no such key; did you mean seed?");
  }

  @Test
  void aFaultyFileIsRefusedTheSameByCommandsWithoutSpark() throws IOException {
    for (String command : List.of("config", "ddl")) {
      err.getBuffer().setLength(0);

      assertThat(call(command, "--set", "seed=s3a://KEY:hush@bucket/x")).isEqualTo(2);

      assertThat(err.toString()).startsWith("latentlake: seed: found s3a://").contains("bucket/x");
      assertThat(lastLine().get("command").asText()).isEqualTo(command);
      assertThat(lastLine().get("status").asText()).isEqualTo("refused");
      assertThat(out.toString() + err).doesNotContain("hush");
    }
  }

  @Test
  void failuresWithoutSparkAreReportedInOneLine() throws IOException {
    Path page = folder.resolve("none/page.md");

    assertThat(call("config", "--markdown", page.toString())).isEqualTo(1);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("latentlake: config failed: ");
    assertThat(lastLine().get("status").asText()).isEqualTo("failed");
  }

  @Test
  void storageThatHadoopDoesNotKnowIsRefusedInOneLine() throws IOException {
    assertThat(call("ddl", "--set", "output.path=s3://KEY:hush@bucket/out")).isEqualTo(2);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("latentlake: ")
        .endsWith("write s3a: instead of s3:");
    assertThat(lastLine().get("status").asText()).isEqualTo("refused");
    assertThat(out.toString() + err).doesNotContain("hush");
  }

  @Test
  void configUpdatesTheKeysInAPage() throws IOException {
    Path page = Files.writeString(folder.resolve("page.md"), "# Keys\n");

    assertThat(call("config", "--markdown", page.toString())).isZero();
    String once = Files.readString(page);
    assertThat(call("config", "--markdown", page.toString())).isZero();

    assertThat(once).startsWith("# Keys\n").contains("| `train.epochs` | `0` |");
    assertThat(page).hasContent(once);
  }

  @Test
  void everyFileInConfIsRight() throws IOException {
    try (var files = Files.list(Path.of("../conf"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        assertThat(call("config", "--check", "--config", file.toString()))
            .as(file + ": " + err)
            .isZero();
      }
    }
  }
}
