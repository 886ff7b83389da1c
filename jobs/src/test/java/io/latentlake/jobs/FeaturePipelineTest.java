package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.backbone.TinyBackbone;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A linear autoencoder of pretrained features, through every command. */
class FeaturePipelineTest {
  @TempDir private Path folder;

  @Test
  void withoutABackboneNothingIsDone() throws Exception {
    StringWriter err = new StringWriter();
    int status =
        SmallPipeline.run(folder, 18, err, "steps=generate,ingest,train", "model.kind=feature-ae");
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("model.feature-ae.backbone is not set; name the ONNX file");
    assertThat(folder.resolve("tiles")).doesNotExist();
  }

  @Test
  void aBackboneThatIsNotKeptIsNotCopiedIntoAnExportUnlessAsked() throws Exception {
    Path backbone = TinyBackbone.write(folder, 3, 24);
    StringWriter err = new StringWriter();
    assertThat(SmallPipeline.run(folder, 18, err, "steps=generate,ingest"))
        .as(err.toString())
        .isZero();
    String trained =
        command(
            "train",
            "output.path=" + folder.resolve("out"),
            "model.kind=feature-ae",
            "model.feature-ae.backbone=" + backbone,
            "model.feature-ae.layers=[relu_3]",
            "model.feature-ae.keep-backbone=false");
    assertThat(trained)
        .contains("\"onnx_notes\":[\"model.onnx left out: it would hold a copy of the backbone");
    Path exported = folder.resolve("out/models/model/model.onnx");
    assertThat(exported).doesNotExist();
    command("export", "output.path=" + folder.resolve("out"));
    assertThat(exported).isNotEmptyFile();
  }

  @Test
  void anotherBackboneInThePlaceOfTheFirstIsFittedAgain() throws Exception {
    Path backbone = TinyBackbone.write(folder, 3, 24);
    String[] pipeline = {
      "steps=ingest,train",
      "model.kind=feature-ae",
      "model.feature-ae.backbone=" + backbone,
      "model.feature-ae.layers=[relu_3]",
      "train.onnx=false"
    };
    StringWriter err = new StringWriter();
    assertThat(SmallPipeline.run(folder, 18, err, "steps=generate")).as(err.toString()).isZero();
    assertThat(SmallPipeline.run(folder, 18, err, pipeline)).as(err.toString()).isZero();
    Path other = TinyBackbone.write(Files.createDirectory(folder.resolve("other")), 3, 32);
    Files.move(other, backbone, StandardCopyOption.REPLACE_EXISTING);

    assertThat(SmallPipeline.run(folder, 18, err, pipeline)).as(err.toString()).isZero();

    assertThat(folder.resolve("out/models/model/backbone.onnx")).hasSameBinaryContentAs(backbone);
  }

  private static String command(String name, String... keys) {
    List<String> arguments = new ArrayList<>(List.of(name));
    for (String key : keys) {
      arguments.addAll(List.of("--set", key));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        LatentLake.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Progress.NONE,
            arguments.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
    return out.toString();
  }

  @Test
  void landsMapsOfFeatureErrorsAndAScoreMadeFromThem() throws Exception {
    Path backbone = TinyBackbone.write(folder, 3, 24);
    StringWriter err = new StringWriter();
    int status =
        SmallPipeline.run(
            folder,
            18,
            err,
            "steps=generate,ingest,train,score,embed,explain,evaluate,report",
            "model.kind=feature-ae",
            "model.feature-ae.backbone=" + backbone,
            "model.feature-ae.layers=[relu_1, relu_3]",
            "model.feature-ae.variance=0.8");
    assertThat(status).as(err.toString()).isZero();

    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    long images = store.read(ImagesTable.key("default"), ImagesTable.SCHEMA).count();
    ModelPackage model =
        ModelPackage.read(new Configuration(), folder.resolve("out/models/model").toString());
    assertThat(model.provenance().get("fitted")).contains(" components of 11 features keep ");
    assertThat(folder.resolve("out/models/model/model.onnx")).isNotEmptyFile();
    double threshold = model.threshold().orElseThrow().value();
    List<Row> scores =
        store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA).collectAsList();
    assertThat(scores).hasSize((int) images);
    for (Row row : scores) {
      double score = row.<Double>getAs(ScoresTable.ANOMALY_SCORE);
      assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY)).isEqualTo(score > threshold);
    }
    List<Row> embeddings =
        store.read(EmbeddingsTable.key("default", "model"), EmbeddingsTable.SCHEMA).collectAsList();
    assertThat(embeddings).hasSize((int) images);
    assertThat(embeddings.get(0).getList(embeddings.get(0).fieldIndex(EmbeddingsTable.EMBEDDING)))
        .hasSize(model.options().latent());
    List<Row> maps =
        store
            .read(
                AttributionsTable.key(
                    "default", "model", "smooth-residual", "reconstruction_error"),
                AttributionsTable.SCHEMA)
            .collectAsList();
    assertThat(maps).isNotEmpty();
    for (Row map : maps) {
      List<Float> values = map.getList(map.fieldIndex(AttributionsTable.ATTRIBUTION));
      assertThat(values).hasSize(18 * 18).allMatch(value -> value >= 0);
    }
    assertThat(store.read(HistoryTable.key("default", "model"), HistoryTable.SCHEMA).count())
        .isEqualTo(2);
    assertThat(
            store
                .read(MetricsTable.key("default", "model"), MetricsTable.SCHEMA)
                .where("metric = 'pixel_auroc'")
                .count())
        .isPositive();
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("linear autoencoder of pretrained features")
        .contains("11 features of each of 24 × 24 places")
        .contains("squared feature values")
        .contains("top 1 % of the blurred squared error of the features of each place");
  }
}
