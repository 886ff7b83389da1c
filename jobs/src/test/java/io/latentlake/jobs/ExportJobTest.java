package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import io.latentlake.export.OnnxSession;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline trained is used without it. */
class ExportJobTest {
  private static final int SIDE = 16;
  private static final Pattern SNIPPET = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

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

  private record Scored(byte[] pixels, double score, boolean anomaly) {}

  private static List<Scored> scored() {
    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    Dataset<Row> images = store.read(ImagesTable.key("default"), ImagesTable.SCHEMA);
    Dataset<Row> scores = store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA);
    return images
        .join(scores, ImagesTable.IMAGE_ID)
        .select(ImagesTable.PIXELS, ScoresTable.ANOMALY_SCORE, ScoresTable.IS_ANOMALY)
        .collectAsList()
        .stream()
        .map(row -> new Scored((byte[]) row.get(0), row.getDouble(1), row.getBoolean(2)))
        .toList();
  }

  /**
   * In Python with onnxruntime if both are there, otherwise by the same steps in Java. The
   * threshold is the score of a validation image, about which rounding decides.
   */
  @Test
  void theReadmesLinesScoreAsTheTableSays() throws Exception {
    List<Scored> scored = scored();
    List<String> lines = hasPython() ? byPython(scored) : byJava(scored);

    assertThat(lines).hasSameSizeAs(scored).hasSizeGreaterThan(20);
    double threshold = model().threshold().orElseThrow().value();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ");
      double score = scored.get(i).score();
      assertThat(Double.parseDouble(words[0])).isCloseTo(score, within(1e-4 * score));
      assertThat(words[1]).isEqualTo("nats");
      if (Math.abs(score - threshold) > 1e-5 * threshold) {
        assertThat(words[2]).isEqualToIgnoringCase(Boolean.toString(scored.get(i).anomaly()));
      }
    }
  }

  private static ModelPackage model() {
    return ModelPackage.read(new Configuration(), exported().getParent().toString());
  }

  private static String python() {
    return System.getenv().getOrDefault("PYTHON", "python3");
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder(python(), "-c", "import numpy, onnxruntime")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> byPython(List<Scored> scored) throws IOException {
    Matcher snippet = SNIPPET.matcher(Files.readString(Path.of("../README.md")));
    assertThat(snippet.find()).isTrue();
    Path here = Files.createDirectories(folder.resolve("elsewhere"));
    Files.copy(exported(), here.resolve("model.onnx"));
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (Scored image : scored) {
      pixels.write(image.pixels());
    }
    Files.write(here.resolve("pixels.raw"), pixels.toByteArray());
    Files.writeString(here.resolve("snippet.py"), snippet.group(1));
    Process process =
        new ProcessBuilder(python(), "snippet.py")
            .directory(here.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private static List<String> byJava(List<Scored> scored) throws IOException {
    try (OnnxSession session = new OnnxSession(Files.readAllBytes(exported()))) {
      Map<String, Object> found =
          session.run(model().shape(), scored.stream().map(Scored::pixels).toArray(byte[][]::new));
      double[] scores = (double[]) found.get("anomaly_score");
      boolean[] odd = (boolean[]) found.get("is_anomaly");
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < scores.length; i++) {
        String unit = session.metadata().get("anomaly_score_unit");
        lines.add(scores[i] + " " + unit + " " + odd[i]);
      }
      return lines;
    }
  }
}
