package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.Pictures;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and packages as an earlier release would have left them, with fewer columns and keys. */
class EarlierReleaseTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TableKey IMAGES = ImagesTable.key("tree");
  private static final TableKey SCORES = ScoresTable.key("tree", "dense-ae");
  private static final ModelPackage MODEL =
      TinyModels.trained("dense-ae")
          .withThreshold(
              Threshold.of(
                  ScoresTable.RECONSTRUCTION_ERROR, new double[] {10, 20}, 0.9, "validation"));
  private static final int ALL = 9;

  @TempDir private Path folder;
  private TableStore store;

  @BeforeEach
  void ingest() throws Exception {
    store = new TableStore(SPARK, out().toString());
    for (int i = 0; i < 4; i++) {
      write("train/good/" + i + ".png", Pictures.png(8, 8, 10 + i));
      write("test/" + (i < 2 ? "good" : "odd") + "/" + i + ".png", Pictures.png(8, 8, 60 * i));
    }
    write("validation/good/0.png", Pictures.png(8, 8, 50));
    run(new IngestJob());
    MODEL.write(
        SPARK.sparkContext().hadoopConfiguration(),
        ModelPackage.location(out().toString(), "dense-ae"));
  }

  @Test
  void imagesAndModelsOfAnEarlierReleaseAreScoredMeasuredAndReported() throws Exception {
    asEarlier(
        IMAGES, "mask", "factors", "source_bytes", "source_modified", "source_bits", "source_key");
    edit(
        "models/dense-ae/model.yaml",
        text ->
            text.replaceAll("(?m)^  (kernel|beta|negative-slope|center|loss): .*\n", "")
                .replaceAll("(?s)\nprovenance:.*", "\n"));

    for (Job job : List.of(new ScoreJob(), new EmbedJob(), new ExplainJob(), new EvaluateJob())) {
      run(job, "explain.rows=all", "explain.methods=residual");
    }
    run(new SampleJob(), "sample.interpolations=1", "sample.traversals=1");
    run(new ReportJob());

    assertThat(store.rows(SCORES)).isEqualTo(ALL);
    assertThat(auroc()).hasSize(1);
    assertThat(out().resolve("report.html")).exists();
    assertThat(run(new ScoreJob()).details())
        .as("nothing tells whether these images are what they were")
        .containsEntry("computed", (long) ALL);
  }

  @Test
  void scoresOfAnEarlierReleaseAreMeasuredReportedAndReplaced() throws Exception {
    run(new ScoreJob());
    asEarlier(
        SCORES,
        "reconstruction_nats",
        "kl_nats",
        "negative_elbo_nats",
        "log_likelihood_nats",
        "anomaly_score",
        "anomaly_percentile",
        "is_anomaly",
        "source_key");

    run(new EvaluateJob());
    run(new ReportJob());

    assertThat(auroc()).hasSize(1);
    assertThat(run(new ScoreJob()).details()).containsEntry("taken_over", 0L);
    assertThat(run(new ScoreJob()).details()).containsEntry("taken_over", (long) ALL);
  }

  @Test
  void imagesThatLackWhatARowNeedsAreDecodedAgain() throws Exception {
    assertThat(run(new IngestJob()).details()).containsEntry("unchanged", (long) ALL);
    asEarlier(IMAGES, "source_bits");

    assertThat(run(new IngestJob()).details())
        .containsEntry("unchanged", 0L)
        .containsEntry("changed", (long) ALL);
    assertThat(store.read(IMAGES, ImagesTable.SCHEMA).where("source_bits = 8").count())
        .isEqualTo(ALL);
  }

  @Test
  void imagesOfAnEarlierReleaseAreForgotten() throws Exception {
    asEarlier(IMAGES, "factors", "source_bits", "source_key");

    run(new ForgetJob(), "forget.image-ids=test/odd/3.png");

    assertThat(store.rows(IMAGES)).isEqualTo(ALL - 1);
  }

  @Test
  void outputOfANewerReleaseIsRefusedInOneLine() throws Exception {
    marker(IMAGES, marker -> marker.put("schema_version", 2));
    assertThatThrownBy(() -> new ScoreJob().plan(SPARK, options()))
        .isInstanceOf(InvalidTableException.class)
        .message()
        .contains("has schema version 2; this release reads up to 1: use a newer LatentLake")
        .doesNotContain("\n");
    marker(IMAGES, marker -> marker.put("schema_version", 1));

    edit(
        "models/dense-ae/threshold.json",
        text -> text.replaceFirst("\"schema_version\" : .", "\"schema_version\" : 9"));
    assertThatThrownBy(() -> new ScoreJob().plan(SPARK, options()))
        .isInstanceOf(IncompatibleModelException.class)
        .message()
        .contains("threshold.json has schema_version 9; this LatentLake reads 1 to 2")
        .doesNotContain("\n");

    edit("models/dense-ae/model.yaml", text -> text.replaceFirst("version: .", "version: 9"));
    assertThatThrownBy(() -> new ScoreJob().plan(SPARK, options()))
        .isInstanceOf(IncompatibleModelException.class)
        .message()
        .contains("model.yaml has schema-version 9; this LatentLake reads 1 to 2")
        .doesNotContain("\n");
  }

  private List<Row> auroc() {
    return store
        .read(MetricsTable.key("tree", "dense-ae"), MetricsTable.SCHEMA)
        .where("metric = 'auroc' and slice = 'all' and split = 'test'")
        .collectAsList();
  }

  /** Takes columns away from the files of a run, and from its marker what earlier ones lack. */
  private void asEarlier(TableKey key, String... columns) throws IOException {
    Path run = folder(key);
    Dataset<Row> rows = SPARK.read().parquet(run.toString()).drop(columns);
    StructType fewer = rows.schema();
    Path spare = folder.resolve("spare");
    SPARK
        .createDataFrame(rows.collectAsList(), fewer)
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(spare.toString());
    for (Path file : files(run)) {
      Files.delete(file);
    }
    for (Path file : files(spare)) {
      Files.copy(file, run.resolve(file.getFileName().toString()));
    }
    SPARK.catalog().refreshByPath(run.toString());
    marker(
        key,
        marker -> {
          StructType all = (StructType) DataType.fromJson(marker.get("schema").asText());
          StructType kept = new StructType();
          for (String name : fewer.fieldNames()) {
            kept = kept.add(all.apply(name));
          }
          marker.put("schema", kept.json()).remove("made_from");
        });
  }

  private interface Change<T> {
    void make(T what);
  }

  private interface Edit {
    String of(String text);
  }

  private void marker(TableKey key, Change<ObjectNode> change) throws IOException {
    edit(
        out().relativize(folder(key).resolve("_table.json")).toString(),
        text -> {
          try {
            ObjectNode marker = (ObjectNode) JSON.readTree(text);
            change.make(marker);
            return marker.toString();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void edit(String name, Edit edit) throws IOException {
    Path file = out().resolve(name);
    String before = Files.readString(file);
    String after = edit.of(before);
    assertThat(after).isNotEqualTo(before);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.writeString(file, after);
  }

  private Path folder(TableKey key) {
    return Path.of(store.committedRuns(key).get(0).toUri().getPath());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  private Path out() {
    return folder.resolve("out");
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private JobResult run(Job job, String... more) throws Exception {
    PipelineOptions options = options(more);
    job.plan(SPARK, options);
    return job.run(SPARK, options, Run.start("test", Progress.NONE));
  }

  private PipelineOptions options(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.id=tree",
                "model.id=dense-ae",
                "data.path=" + folder.resolve("in"),
                "output.path=" + out()));
    all.addAll(Arrays.asList(more));
    return Options.of(PipelineOptions.class, all.toArray(String[]::new));
  }
}
