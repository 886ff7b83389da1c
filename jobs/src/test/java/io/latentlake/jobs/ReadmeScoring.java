package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.export.OnnxSession;
import io.latentlake.model.ModelPackage;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The README's Python lines over the ONNX file of a {@link SmallPipeline}, held against its table
 * {@code scores}: run in Python where that and onnxruntime are, otherwise the same steps in Java.
 *
 * @param folder of the pipeline
 */
record ReadmeScoring(Path folder) {
  private static final Pattern SNIPPET = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);
  private static final String CALL = "model.run(None, {\"pixels\": pixels})";
  private static final Pattern CALL_WITH_LABELS =
      Pattern.compile(
          "`(model\\.run\\(None, \\{\"pixels\": pixels, \"label\":"
              + " np\\.array\\(\\[(.*?)]\\)}\\))`");

  /** An image, and what the table says of it. */
  record Scored(byte[] pixels, String label, double score, boolean anomaly) {}

  /** The images that the pipeline has scored. */
  List<Scored> scored() {
    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    return store
        .read(ImagesTable.key("default"), ImagesTable.SCHEMA)
        .select(ImagesTable.IMAGE_ID, ImagesTable.PIXELS)
        .join(
            store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA),
            ImagesTable.IMAGE_ID)
        .select(
            ImagesTable.PIXELS,
            ScoresTable.LABEL,
            ScoresTable.ANOMALY_SCORE,
            ScoresTable.IS_ANOMALY)
        .collectAsList()
        .stream()
        .map(
            row ->
                new Scored(
                    (byte[]) row.get(0), row.getString(1), row.getDouble(2), row.getBoolean(3)))
        .toList();
  }

  /** Fails unless the lines say of images what the table says. */
  void assertAgrees(List<Scored> images) throws Exception {
    assertAgree(images, run(snippet(), images));
  }

  /** The same, with the call that tells the model {@link #labels()}: those of the images. */
  void assertAgreesToldLabels(List<Scored> images) throws Exception {
    String snippet = snippet();
    assertThat(snippet).containsOnlyOnce(CALL);
    assertThat(images).extracting(Scored::label).isEqualTo(labels());
    assertAgree(
        images,
        run(
            snippet.replace(CALL, first(CALL_WITH_LABELS).group(1)),
            images,
            labels().toArray(String[]::new)));
  }

  /** The labels that the README tells a model. */
  static List<String> labels() throws IOException {
    return Stream.of(first(CALL_WITH_LABELS).group(2).split(", *"))
        .map(label -> label.substring(1, label.length() - 1))
        .toList();
  }

  /** Except that rounding decides about an image of validation whose score is the threshold. */
  private void assertAgree(List<Scored> images, List<String> lines) {
    assertThat(lines).hasSameSizeAs(images);
    double threshold = model().threshold().orElseThrow().value();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ");
      double score = images.get(i).score();
      assertThat(Double.parseDouble(words[0])).isCloseTo(score, within(1e-4 * Math.abs(score)));
      assertThat(words[1]).isEqualTo("nats");
      if (Math.abs(score - threshold) > 1e-5 * Math.abs(threshold)) {
        assertThat(words[2]).isEqualToIgnoringCase(Boolean.toString(images.get(i).anomaly()));
      }
    }
  }

  private ModelPackage model() {
    return ModelPackage.read(new Configuration(), folder.resolve("out/models/model").toString());
  }

  private Path file() {
    return folder.resolve("out/models/model/model.onnx");
  }

  private static String snippet() throws IOException {
    return first(SNIPPET).group(1);
  }

  private static Matcher first(Pattern pattern) throws IOException {
    Matcher found = pattern.matcher(Files.readString(Path.of("../README.md")));
    assertThat(found.find()).as("README.md has " + pattern).isTrue();
    return found;
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

  private List<String> run(String snippet, List<Scored> images, String... labels)
      throws IOException, InterruptedException {
    return hasPython() ? byPython(snippet, images) : byJava(images, labels);
  }

  private List<String> byPython(String snippet, List<Scored> images) throws IOException {
    Path here = Files.createDirectories(folder.resolve("elsewhere"));
    Files.copy(file(), here.resolve("model.onnx"));
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (Scored image : images) {
      pixels.write(image.pixels());
    }
    Files.write(here.resolve("pixels.raw"), pixels.toByteArray());
    Files.writeString(here.resolve("snippet.py"), snippet);
    Process process =
        new ProcessBuilder(python(), "snippet.py")
            .directory(here.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private List<String> byJava(List<Scored> images, String... labels) throws IOException {
    try (OnnxSession session = new OnnxSession(Files.readAllBytes(file()))) {
      byte[][] pixels = images.stream().map(Scored::pixels).toArray(byte[][]::new);
      Map<String, Object> found = session.run(model().shape(), pixels, labels);
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
