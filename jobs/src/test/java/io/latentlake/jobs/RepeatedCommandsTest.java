package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler that is not sure whether a command ran may run it again. */
class RepeatedCommandsTest {
  private static final String MODEL = "model";

  /** What each writes: tables, and the model. */
  private static final Map<String, List<String>> WRITES = new LinkedHashMap<>();

  static {
    WRITES.put("generate", List.of());
    WRITES.put("ingest", List.of("images"));
    WRITES.put("train", List.of(MODEL, "history"));
    WRITES.put("score", List.of("scores"));
    WRITES.put("embed", List.of("embeddings"));
    WRITES.put("explain", List.of("attributions"));
    WRITES.put("evaluate", List.of("metrics", "mean_attributions"));
    WRITES.put("sample", List.of("samples"));
    WRITES.put("report", List.of());
  }

  @TempDir private Path folder;

  @Test
  void everyCommandGivesTheSameResultTwice() {
    WRITES.forEach(
        (command, written) -> {
          run(command);
          List<Object> once = written.stream().map(this::content).toList();
          run(command);
          List<Object> twice = written.stream().map(this::content).toList();

          assertThat(twice).as(command).isEqualTo(once).doesNotContain(List.of());
        });
    assertThat(folder.resolve("out/report.html")).isNotEmptyFile();
  }

  /** What there is, run ids and timings left out. */
  private Object content(String what) {
    Path out = folder.resolve("out");
    if (!what.equals(MODEL)) {
      return rows(out.resolve(what));
    }
    String place = ModelPackage.location(out.toString(), MODEL);
    return Arrays.toString(ModelPackage.read(new Configuration(), place).parameters());
  }

  private static List<String> rows(Path table) {
    return LocalSpark.session()
        .read()
        .parquet(table.toString())
        .drop("run_id", "seconds")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  private void run(String command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    Stream.of(
            "output.path=" + folder.resolve("out"),
            "generate.path=" + folder.resolve("tiles"),
            "generate.replace=true",
            "generate.size=16",
            "generate.train=16",
            "generate.test=4",
            "generate.defects=2",
            "data.path=" + folder.resolve("tiles"),
            "model.kind=conv-vae",
            "model.channels=4",
            "model.latent=2",
            "train.epochs=2",
            "train.minibatch=4",
            "evaluate.normal-labels=good",
            "explain.methods=saliency",
            "sample.draws=4")
        .forEach(setting -> arguments.addAll(List.of("--set", setting)));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    LocalSpark.session();
    int status =
        LatentLake.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Progress.NONE,
            arguments.toArray(String[]::new));
    assertThat(status).as(command + ": " + err).isZero();
  }
}
