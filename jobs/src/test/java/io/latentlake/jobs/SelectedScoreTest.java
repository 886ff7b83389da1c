package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.ScoreComparison;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The anomaly score that tells drawn defects best, from training to the report. */
class SelectedScoreTest {
  @TempDir private Path folder;

  @Test
  void everyCommandMeansTheScoreThatThePackageNames() throws Exception {
    StringWriter err = new StringWriter();
    int status =
        SmallPipeline.run(
            folder,
            16,
            err,
            "steps=generate,ingest,train,score,evaluate,report",
            "data.validation-fraction=0.4",
            "model.kind=conv-ae",
            "model.channels=[4, 6]",
            "model.latent=3",
            "model.anomaly-score=select",
            "score.others=true",
            "train.epochs=2");
    assertThat(status).as(err.toString()).isZero();

    ModelPackage model =
        ModelPackage.read(new Configuration(), folder.resolve("out/models/model").toString());
    ScoreComparison figures = model.comparison().orElseThrow();
    AnomalyScore score = model.options().score();
    assertThat(score.name()).isEqualTo(figures.score());
    assertThat(err.toString()).doesNotContain("select");

    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    double threshold = model.threshold().orElseThrow().value();
    for (Row row :
        store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA).collectAsList()) {
      assertThat(row.<Double>getAs(ScoresTable.THRESHOLD)).isEqualTo(threshold);
      assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY))
          .isEqualTo(row.<Double>getAs(ScoresTable.ANOMALY_SCORE) > threshold);
    }
    List<Metric> metrics =
        store
            .read(MetricsTable.key("default", "model"), MetricsTable.SCHEMA)
            .collectAsList()
            .stream()
            .map(MetricsTable::metric)
            .toList();
    for (String name : figures.auroc().keySet()) {
      assertThat(metrics)
          .contains(
              new Metric(
                  "auroc_drawn_defects",
                  figures.auroc().get(name),
                  "share",
                  "validation",
                  name,
                  MetricsTable.Better.HIGH));
    }
    assertThat(metrics.stream().filter(metric -> metric.metric().equals("auroc_other_score")))
        .extracting(Metric::slice)
        .containsExactlyElementsOf(
            figures.auroc().keySet().stream()
                .filter(name -> !name.equals(score.name()))
                .sorted()
                .toList());
    // a PCA of three components of 768 values takes no time
    assertThat(metrics).extracting(Metric::metric).contains("auroc_pca_baseline");
    assertThat(Files.readString(folder.resolve("out/report.html")))
        .contains("Anomaly scores on drawn defects")
        .contains(score.inWords())
        .contains("(chosen)");
  }
}
