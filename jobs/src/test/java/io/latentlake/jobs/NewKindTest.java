package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.explain.InvertedTestMethod;
import io.latentlake.model.DarknessTestScore;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.SparseTestKind;
import io.latentlake.table.AttributionQualityTable;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kind of model with a loss term and keys of its own, and a score, that only the tests know,
 * under losses of several units.
 */
class NewKindTest {
  @TempDir private Path folder;

  @Test
  void aLossThatCannotCompareSoSmallImagesIsRefusedBeforeTraining() {
    StringWriter err = new StringWriter();
    int status =
        SmallPipeline.run(
            folder,
            16,
            err,
            "steps=generate,ingest,train",
            "model.loss=ms-ssim",
            "model.kind=conv-ae");
    assertThat(status).as(err.toString()).isEqualTo(2);
    assertThat(err.toString())
        .contains("takes sides of at least 176 pixels, but the images are 16x16x3; choose ssim");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bce", "ssim"})
  void goesThroughEveryCommand(String loss) throws Exception {
    StringWriter err = new StringWriter();
    int status =
        SmallPipeline.run(
            folder,
            16,
            err,
            "steps=generate,ingest,train,score,embed,explain,evaluate,report",
            "model.kind=" + SparseTestKind.NAME,
            "model.latent=3",
            "model." + SparseTestKind.NAME + ".price=0.7",
            "model.loss=" + loss,
            "model.anomaly-score=" + DarknessTestScore.NAME,
            "train.epochs=2",
            "train.beta-warmup-epochs=1",
            "explain.methods=[saliency,excess-residual," + InvertedTestMethod.NAME + "]",
            "explain." + InvertedTestMethod.NAME + ".factor=3",
            "explain.targets=[reconstruction_error,term_squared_code]",
            "explain.quality.measure=true",
            "explain.count=6");
    assertThat(status).as(err.toString()).isZero();

    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    long images = store.read(ImagesTable.key("default"), ImagesTable.SCHEMA).count();
    List<Row> scores =
        store
            .read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA)
            .join(
                store
                    .read(ImagesTable.key("default"), ImagesTable.SCHEMA)
                    .select("image_id", "pixels"),
                "image_id")
            .collectAsList();
    assertThat(scores).hasSize((int) images);
    double threshold =
        ModelPackage.read(new Configuration(), folder.resolve("out/models/model").toString())
            .threshold()
            .orElseThrow()
            .value();
    for (Row row : scores) {
      byte[] pixels = row.getAs("pixels");
      double dark = 0;
      for (byte pixel : pixels) {
        dark += 1 - (pixel & 0xff) / 255.0;
      }
      assertThat(row.<Double>getAs(ScoresTable.ANOMALY_SCORE)).isCloseTo(dark, within(1e-3));
      assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY))
          .isEqualTo(row.<Double>getAs(ScoresTable.ANOMALY_SCORE) > threshold);
    }
    assertThat(store.read(EmbeddingsTable.key("default", "model"), EmbeddingsTable.SCHEMA).count())
        .isEqualTo(images);
    for (String explanation :
        List.of(
            "saliency/reconstruction_error",
            "saliency/term_squared_code",
            "excess-residual/reconstruction_error",
            InvertedTestMethod.NAME + "/reconstruction_error")) {
      String method = explanation.split("/")[0];
      String target = explanation.split("/")[1];
      assertThat(
              store
                  .read(
                      AttributionsTable.key("default", "model", method, target),
                      AttributionsTable.SCHEMA)
                  .count())
          .isEqualTo(6);
      assertThat(
              store
                  .read(
                      AttributionQualityTable.key("default", "model", method, target),
                      AttributionQualityTable.SCHEMA)
                  .count())
          .isEqualTo(6);
      assertThat(
              store
                  .read(MetricsTable.key("default", "model"), MetricsTable.SCHEMA)
                  .where("metric in ('map_gini', 'map_mask_auroc')")
                  .where("slice = '" + explanation + "' and split = 'test'")
                  .count())
          .isEqualTo(2);
    }
    Loss known = Loss.named(loss);
    assertThat(
            store
                .read(MetricsTable.key("default", "model"), MetricsTable.SCHEMA)
                .where("metric = 'mean_reconstruction_error' and split = 'test'")
                .select("unit")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(known.isInNats() ? "nats per image" : "loss per image");
    List<Row> history =
        store
            .read(HistoryTable.key("default", "model"), HistoryTable.SCHEMA)
            .where("split = 'train'")
            .orderBy("epoch")
            .collectAsList();
    for (Row epoch : history) {
      Map<String, Double> terms = epoch.getJavaMap(epoch.fieldIndex(HistoryTable.TERMS));
      assertThat(terms).containsOnlyKeys("reconstruction", "squared_code");
      assertThat(terms.get("squared_code")).isPositive();
      assertThat(terms.get("reconstruction"))
          .isPositive()
          .isLessThanOrEqualTo(epoch.<Double>getAs(HistoryTable.LOSS));
      // a column is for its own unit, another unit has none
      assertThat(epoch.<Double>getAs(HistoryTable.RECONSTRUCTION_NATS))
          .isEqualTo(loss.equals("bce") ? terms.get("reconstruction") : null);
      assertThat(epoch.<Double>getAs(HistoryTable.RECONSTRUCTION_SQUARED_ERROR)).isNull();
    }
    // after the warm-up of an epoch, the term has its whole weight in each image's loss
    Row last = history.get(history.size() - 1);
    Map<String, Double> terms = last.getJavaMap(last.fieldIndex(HistoryTable.TERMS));
    assertThat(last.<Double>getAs(HistoryTable.LOSS))
        .isCloseTo(terms.get("reconstruction") + 0.7 * terms.get("squared_code"), within(1e-6));

    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("autoencoder with a dear code")
        .contains("Squared code")
        .contains("squared units an image")
        .contains(known.inWords())
        .contains(known.unit() + " an image")
        .contains("darkness, shades an image");
  }
}
