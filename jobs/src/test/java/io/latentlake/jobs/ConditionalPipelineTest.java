package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.model.ModelPackage;
import io.latentlake.table.SamplesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is told labels, from the folders that name them to its report. */
class ConditionalPipelineTest {
  @TempDir private Path folder;

  @Test
  void everyCommandTellsTheModelTheLabels() throws Exception {
    write("train/3", 9, 40);
    write("train/7", 9, 200);
    write("test/3", 2, 40);
    write("test/7", 2, 200);
    StringWriter err = new StringWriter();
    int status = run(err, "ingest,train,score,embed,explain,sample,report");
    assertThat(status).as(err.toString()).isZero();

    ModelPackage model =
        ModelPackage.read(new Configuration(), folder.resolve("out/models/model").toString());
    assertThat(model.options().labels()).containsExactly("3", "7");
    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    assertThat(store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA).collectAsList())
        .hasSize(22)
        .allSatisfy(row -> assertThat(row.<Double>getAs(ScoresTable.ANOMALY_SCORE)).isFinite());
    List<Row> samples =
        store
            .read(SamplesTable.key("model"), SamplesTable.SCHEMA)
            .where("kind = 'prior'")
            .orderBy(SamplesTable.ITEM)
            .collectAsList();
    assertThat(samples)
        .extracting(row -> row.<String>getAs(SamplesTable.LABEL))
        .containsExactly("3", "7", "3", "7");
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("conditional variational autoencoder")
        .contains("Sample 2 from the prior, of label 7");
    assertTheReadmesCallAgrees();

    write("test/unheard-of", 3, 120);
    StringWriter refusal = new StringWriter();
    assertThat(run(refusal, "ingest,score")).isEqualTo(2);
    assertThat(refusal.toString())
        .contains(
            "labels that it was trained on (3, 7), but 3 images have other labels, or none:"
                + " 3 of unheard-of; train it on images of these labels");
  }

  /** On one image of each label that the README tells the model. */
  private void assertTheReadmesCallAgrees() throws Exception {
    ReadmeScoring readme = new ReadmeScoring(folder);
    Map<String, ReadmeScoring.Scored> byLabel =
        readme.scored().stream()
            .collect(Collectors.toMap(ReadmeScoring.Scored::label, image -> image, (a, b) -> b));
    readme.assertAgreesToldLabels(ReadmeScoring.labels().stream().map(byLabel::get).toList());
  }

  private int run(StringWriter err, String steps) {
    return SmallPipeline.run(
        folder,
        16,
        err,
        "data.path=" + folder.resolve("images"),
        "steps=" + steps,
        "model.kind=conditional-vae",
        "model.latent=2",
        "model.channels=[4]",
        "train.epochs=2",
        "sample.draws=2",
        "sample.interpolations=1",
        "sample.traversals=1",
        "explain.methods=[saliency]",
        "explain.rows=all");
  }

  private void write(String below, int images, int shade) throws IOException {
    Path into = Files.createDirectories(folder.resolve("images").resolve(below));
    for (int i = 0; i < images; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 64; pixel++) {
        image.getRaster().setSample(pixel % 8, pixel / 8, 0, shade + (pixel + i) % 8);
      }
      ImageIO.write(image, "png", into.resolve(i + ".png").toFile());
    }
  }
}
