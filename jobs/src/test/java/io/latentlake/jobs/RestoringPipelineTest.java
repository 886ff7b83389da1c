package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.model.ModelPackage;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.SamplesTable;
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

/** A model that learns to undo drawn defects, through every command and with nothing else set. */
class RestoringPipelineTest {
  @TempDir private Path folder;

  @Test
  void landsAMapOfDefectsAndAScoreMadeFromIt() throws Exception {
    StringWriter err = new StringWriter();
    // no multiple of 8: the network pads
    int status =
        SmallPipeline.run(
            folder,
            18,
            err,
            "steps=generate,ingest,train,score,embed,explain,evaluate,sample,report",
            "model.channels=[4, 6, 8, 8]",
            "train.epochs=2");
    assertThat(status).as(err.toString()).isZero();

    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    long images = store.read(ImagesTable.key("default"), ImagesTable.SCHEMA).count();
    ModelPackage model =
        ModelPackage.read(new Configuration(), folder.resolve("out/models/model").toString());
    assertThat(model.options().kind()).isEqualTo("restoring-ae");
    assertThat(model.provenance())
        .containsEntry("option.train.final-learning-rate-fraction", "0.05");
    double threshold = model.threshold().orElseThrow().value();
    List<Row> scores =
        store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA).collectAsList();
    assertThat(scores).hasSize((int) images);
    assertThat(model.options().anomalyScore()).isEqualTo("defect_and_ssim");
    double validation = 0;
    for (Row row : scores) {
      double score = row.<Double>getAs(ScoresTable.ANOMALY_SCORE);
      assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY)).isEqualTo(score > threshold);
      validation += row.<String>getAs(ScoresTable.SPLIT).equals("validation") ? score : 0;
    }
    // deviations from a mean add up to 0 over the images that the mean is of
    assertThat(validation).isCloseTo(0, within(1e-3));
    assertThat(store.read(EmbeddingsTable.key("default", "model"), EmbeddingsTable.SCHEMA).count())
        .isEqualTo(images);

    List<Row> maps = attributions(store, "defect-map", "defect_pixels");
    assertThat(maps).isNotEmpty();
    for (Row map : maps) {
      List<Float> values = map.getList(map.fieldIndex(AttributionsTable.ATTRIBUTION));
      assertThat(values).hasSize(18 * 18).allMatch(value -> value >= 0 && value <= 1);
    }
    assertThat(attributions(store, "smooth-residual", "reconstruction_error")).hasSameSizeAs(maps);
    assertThat(store.read(SamplesTable.key("model"), SamplesTable.SCHEMA).count()).isZero();

    Row epoch =
        store
            .read(HistoryTable.key("default", "model"), HistoryTable.SCHEMA)
            .where("split = 'validation'")
            .head();
    Map<String, Double> terms = epoch.getJavaMap(epoch.fieldIndex(HistoryTable.TERMS));
    assertThat(terms).containsOnlyKeys("reconstruction", "defect_segmentation");
    // what a validation image loses is measured as training measures it: with defects drawn on
    assertThat(terms.get("defect_segmentation")).isGreaterThan(1);
    assertThat(epoch.<Double>getAs(HistoryTable.LOSS))
        .isCloseTo(terms.values().stream().mapToDouble(Double::doubleValue).sum(), within(1e-6));

    assertThat(
            store
                .read(MetricsTable.key("default", "model"), MetricsTable.SCHEMA)
                .where("metric = 'pixel_auroc' and slice = 'defect-map/defect_pixels'")
                .count())
        .isEqualTo(1);
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("restoring autoencoder")
        .contains("all training images have the label good, so all count as normal")
        .contains("Defect segmentation")
        .contains("sum of standardised defect probability and structural dissimilarity");
  }

  private static List<Row> attributions(TableStore store, String method, String target) {
    return store
        .read(AttributionsTable.key("default", "model", method, target), AttributionsTable.SCHEMA)
        .collectAsList();
  }
}
