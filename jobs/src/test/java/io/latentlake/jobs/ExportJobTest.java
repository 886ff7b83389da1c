package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import io.latentlake.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline trained is used without it. */
class ExportJobTest {
  private static final int SIDE = 16;

  @TempDir private static Path folder;

  @BeforeAll
  static void trainAndScore() throws IOException {
    assertThat(pipeline("generate,ingest,train,score"))
        .extracting(step -> step.get("ran").asBoolean())
        .containsOnly(true);
  }

  /** Its steps. */
  private static JsonNode pipeline(String steps) throws IOException {
    StringWriter err = new StringWriter();
    int status =
        SmallPipeline.run(
            folder,
            SIDE,
            err,
            "steps=" + steps,
            "model.kind=conv-ae",
            "model.latent=3",
            "model.channels=[4]",
            "train.epochs=1");
    assertThat(status).as(err.toString()).isZero();
    String result = Files.readString(folder.resolve("out/_run.json"));
    return new ObjectMapper().readTree(result).at("/details/steps");
  }

  private static JsonNode export(int expected, String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    List<String> all =
        new ArrayList<>(List.of("export", "--set", "output.path=" + folder.resolve("out")));
    all.addAll(List.of(arguments));
    LocalSpark.session();
    StringWriter err = new StringWriter();
    int status =
        LatentLake.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Progress.NONE,
            all.toArray(String[]::new));
    assertThat(status).as(err.toString()).isEqualTo(expected);
    List<String> lines = out.toString().lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  private static Path exported() {
    return folder.resolve("out/models/model/model.onnx");
  }

  @Test
  void exportingAgainLeavesThePipelineAsItIs() throws IOException {
    byte[] trained = Files.readAllBytes(exported());
    Files.delete(exported());

    JsonNode result = export(0, "--set", "export.parts=[encoder,model]");

    assertThat(Files.readAllBytes(exported())).isEqualTo(trained);
    assertThat(Path.of(java.net.URI.create(result.at("/where/encoder.onnx").asText())))
        .isEqualTo(exported().resolveSibling("encoder.onnx"))
        .isNotEmptyFile();
    assertThat(result.at("/details/outputs/encoder.onnx").toString()).isEqualTo("[\"embedding\"]");
    assertThat(pipeline("ingest,train,score"))
        .extracting(step -> step.get("ran").asBoolean())
        .containsOnly(false);
  }

  @Test
  void aDryRunSaysWhatTheFileWouldGive() throws IOException {
    Path other = folder.resolve("other");
    JsonNode plan = export(0, "--dry-run", "--set", "export.path=" + other);

    assertThat(plan.at("/details/notes/0").asText())
        .matches(
            "model.onnx, 0.0 MB, gives reconstruction, reconstruction_error, anomaly_score,"
                + " is_anomaly, anomaly_map, embedding");
    assertThat(plan.at("/where/model.onnx").asText())
        .isEqualTo(other.resolve("model.onnx").toString());
    assertThat(other).doesNotExist();
  }

  @Test
  void aModelThatIsNotThereIsRefused() throws IOException {
    assertThat(export(2, "--set", "model.id=none").get("status").asText()).isEqualTo("refused");
  }

  @Test
  void theReadmesLinesScoreAsTheTableSays() throws Exception {
    ReadmeScoring readme = new ReadmeScoring(folder);
    List<ReadmeScoring.Scored> images = readme.scored();
    assertThat(images).hasSizeGreaterThan(20);
    readme.assertAgrees(images);
  }
}
