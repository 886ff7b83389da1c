package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Options;
import io.latentlake.progress.Progress;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

class EvaluateJobTest {
  @TempDir Path folder;

  @Test
  void figuresLandInTheMetricsTable() throws Exception {
    PipelineOptions options = options();
    write(
        ImagesTable.key("tiles"),
        ImagesTable.SCHEMA,
        image("t", "train", "good", 10),
        image("a", "test", "good", 30),
        image("b", "test", "hole", 90));
    write(
        ScoresTable.key("tiles", "vae"),
        ScoresTable.SCHEMA,
        score("t", "train", 1),
        score("a", "test", 2),
        score("b", "test", 3));
    JobPlan plan = new EvaluateJob().plan(LocalSpark.session(), options);
    assertThat(plan.reads()).extracting(JobPlan.Place::name).containsExactly("images", "scores");

    JobResult result =
        new EvaluateJob().run(LocalSpark.session(), options, Run.start("evaluate", Progress.NONE));

    List<Metric> metrics =
        store().read(MetricsTable.key("tiles", "vae"), MetricsTable.SCHEMA).collectAsList().stream()
            .map(MetricsTable::metric)
            .toList();
    assertThat(result.rowsWritten()).containsEntry("metrics", (long) metrics.size());
    assertThat(result.rowsRead()).containsEntry("images", 3L).containsEntry("scores", 3L);
    assertThat(metrics)
        .contains(new Metric("auroc", 1, "share", "test", "all", MetricsTable.Better.HIGH))
        .contains(new Metric("auroc", 1, "share", "test", "hole", MetricsTable.Better.HIGH))
        .extracting(Metric::metric)
        .contains("auroc_mean_image_baseline", "mean_reconstruction_error", "false_positive_rate");
  }

  @Test
  void embeddingsOfImagesWithKnownFactorsAreMeasuredAgainstThem() throws Exception {
    List<Row> images = new ArrayList<>();
    List<Row> embeddings = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      double half = i % 2;
      double third = i % 3;
      images.add(image("i" + i, "test", null, 10, Map.of("half", half, "third", third)));
      embeddings.add(
          EmbeddingsTable.row(
              "i" + i,
              "test",
              Optional.empty(),
              new float[] {(float) third, (float) half},
              Optional.empty(),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    write(ImagesTable.key("tiles"), ImagesTable.SCHEMA, images.toArray(Row[]::new));
    write(ScoresTable.key("tiles", "vae"), ScoresTable.SCHEMA, score("i0", "test", 1));
    write(
        EmbeddingsTable.key("tiles", "vae"),
        EmbeddingsTable.SCHEMA,
        embeddings.toArray(Row[]::new));

    new EvaluateJob().run(LocalSpark.session(), options(), Run.start("evaluate", Progress.NONE));

    List<Metric> metrics =
        store().read(MetricsTable.key("tiles", "vae"), MetricsTable.SCHEMA).collectAsList().stream()
            .map(MetricsTable::metric)
            .toList();
    for (String perfect : List.of("mig", "dci_disentanglement", "factor_vae_score")) {
      assertThat(metrics)
          .filteredOn(
              metric -> metric.metric().equals(perfect) && metric.slice().equals(MetricsTable.ALL))
          .singleElement()
          .satisfies(metric -> assertThat(metric.value()).isCloseTo(1, within(0.01)));
    }
  }

  @Test
  void withoutScoresNothingIsMeasured() {
    write(ImagesTable.key("tiles"), ImagesTable.SCHEMA, image("t", "train", "good", 10));
    assertThatThrownBy(() -> new EvaluateJob().plan(LocalSpark.session(), options()))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("there is no scores(data_id=tiles, model_id=vae)");
  }

  @Test
  void normalLabelsThatNoImageHasAreRefusedBeforeAnythingIsMeasured() {
    write(ImagesTable.key("tiles"), ImagesTable.SCHEMA, image("t", "test", "ok", 10));
    write(ScoresTable.key("tiles", "vae"), ScoresTable.SCHEMA, score("t", "test", 1));
    assertThatThrownBy(
            () ->
                new EvaluateJob()
                    .plan(LocalSpark.session(), options("evaluate.normal-labels=[good]")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "evaluate.normal-labels: found [good], but no image has such a label; labels are ok");
    assertThat(new EvaluateJob().plan(LocalSpark.session(), options()).notes())
        .containsExactly("images labelled ok count as normal (evaluate.normal-labels)");
  }

  private PipelineOptions options(String... more) {
    return Options.of(
        PipelineOptions.class,
        Stream.concat(
                Stream.of("data.id=tiles", "model.id=vae", "output.path=" + folder),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private TableStore store() {
    return new TableStore(LocalSpark.session(), folder.toString());
  }

  private void write(TableKey key, StructType schema, Row... rows) {
    store().write(LocalSpark.session().createDataFrame(List.of(rows), schema), key, "1");
  }

  private static Row image(String id, String split, String label, int grey) {
    return image(id, split, label, grey, null);
  }

  private static Row image(
      String id, String split, String label, int grey, Map<String, Double> factors) {
    return RowFactory.create(
        id,
        id,
        split,
        label,
        1,
        1,
        1,
        new byte[] {(byte) grey},
        null,
        factors == null ? null : JavaConverters.mapAsScalaMap(factors),
        1L,
        null,
        8,
        0L,
        null);
  }

  private static Row score(String id, String split, double error) {
    return new ScoresTable.Entry(
            id,
            split,
            Optional.empty(),
            error,
            error,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            error,
            OptionalDouble.empty(),
            Optional.of(new ScoresTable.Verdict(2, error > 2, error > 2 ? 0.9 : 0.1)),
            OptionalLong.empty(),
            Optional.empty())
        .toRow();
  }
}
