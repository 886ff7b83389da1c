package io.latentlake.infer;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.image.DataOptions;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingGraph;
import io.latentlake.model.target.Targets;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import io.latentlake.train.ImagesFixture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.NoOp;

/** A model that is told labels sees each image under its own, whatever stands beside it. */
class ConditionalInferenceTest {
  private static final ModelOptions OPTIONS =
      Options.of(
          ModelOptions.class,
          "id=told",
          "kind=conditional-vae",
          "latent=3",
          "channels=[4]",
          "conditional-vae.labels=[a,b]");

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Dataset<Row> images;
  private static ModelPackage model;

  @BeforeAll
  static void writeImages() {
    spark = LocalSpark.session();
    images = images(folder.resolve("known"), "a", "b", "b");
    model =
        ModelPackage.of(
            OPTIONS,
            ImagesFixture.SHAPE,
            Optional.empty(),
            TrainingGraph.build(OPTIONS, ImagesFixture.SHAPE, new NoOp(), 3),
            Map.of());
  }

  @Test
  void aFrameTellsTheModelItsLabels() {
    ScoreOptions score = Options.of(ScoreOptions.class);
    FramePass pass =
        new FramePass(
            model,
            new FrameOptions(
                Options.of(DataOptions.class, "label-column=kind"),
                score,
                Optional.empty(),
                Options.of(ExplainOptions.class),
                1,
                InvalidRows.KEEP,
                ""));
    String[] columns = {ScoresTable.IMAGE_ID, ScoresTable.ANOMALY_SCORE};
    Dataset<Row> expected =
        new InferencePass(images, model, spark.sparkContext().longAccumulator()).score(score, 1);

    assertThat(
            pass.append(images.withColumnRenamed(ImagesTable.LABEL, "kind"))
                .select(columns[0], columns[1])
                .collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            expected.select(columns[0], columns[1]).collectAsList());
    assertThatThrownBy(() -> pass.append(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model told is a conditional-vae, which must be told the label of each image, but there"
                + " is no column kind (data.label-column); set labelColumn to the column of"
                + " labels");
  }

  @Test
  void scoresAndMapsDoNotDependOnMinibatchesOrPartitions() {
    Map<String, Double> scores = scores(images.coalesce(1), "minibatch=11");
    Map<String, Double> others = scores(images.repartition(3), "minibatch=2");
    assertThat(scores).hasSize(11);
    scores.forEach(
        (image, score) -> assertThat(others.get(image)).isCloseTo(score, within(1e-5 * score)));
    Map<String, Double> swapped =
        scores(
            images.withColumn(
                ImagesTable.LABEL,
                functions.translate(functions.col(ImagesTable.LABEL), "ab", "ba")));
    scores.forEach(
        (image, score) ->
            assertThat(Math.abs(swapped.get(image) - score)).isGreaterThan(1e-3 * score));

    for (String method : List.of("integrated-gradients", "occlusion")) {
      Map<String, List<Float>> maps = maps(images.coalesce(1), method, "passes-per-batch=64");
      Map<String, List<Float>> alone = maps(images.repartition(3), method, "passes-per-batch=1");
      assertThat(maps).hasSize(11);
      maps.forEach(
          (image, map) -> {
            for (int i = 0; i < map.size(); i++) {
              assertThat(alone.get(image).get(i)).isCloseTo(map.get(i), within(1e-4f));
            }
          });
    }
  }

  @Test
  void anImageIsComparedWithImagesOfItsLabelWhichTheModelIsTold() {
    ReferenceImages references = references(images);
    assertThat(references.labels()).containsOnly("a", "b").hasSize(6);
    assertThat(references.of("a").labels()).containsExactly("a", "a", "a");

    Map<String, List<Float>> maps = standardised(images, references);
    for (String label : List.of("a", "b")) {
      Dataset<Row> own = images.where(functions.col(ImagesTable.LABEL).equalTo(label));
      // the other label's images change nothing
      assertThat(standardised(own, references.of(label)))
          .hasSizeGreaterThan(2)
          .allSatisfy((image, map) -> assertThat(maps.get(image)).isEqualTo(map));
    }
    assertThat(maps).hasSize(11);
  }

  @Test
  void theQualityOfAMapIsThatUnderTheImagesOwnLabel() {
    Map<String, Row> together = quality(images.coalesce(1), "passes-per-batch=1024");
    Map<String, Row> alone = quality(images.repartition(5), "passes-per-batch=1");
    assertThat(together).hasSize(11);
    together.forEach(
        (image, row) -> {
          double gap = row.getAs("deletion_area");
          assertThat(alone.get(image).<Double>getAs("deletion_area")).isCloseTo(gap, within(1e-4));
        });
  }

  private static ReferenceImages references(Dataset<Row> images) {
    return ReferenceSelection.of(
        images.withColumn(ImagesTable.SPLIT, functions.lit(ImagesTable.TRAIN)),
        ImagesFixture.SHAPE,
        List.of("a", "b"),
        6,
        1);
  }

  private static Map<String, List<Float>> standardised(
      Dataset<Row> images, ReferenceImages references) {
    return byImage(
        pass(images)
            .explain(
                "standardised-residual",
                Targets.RECONSTRUCTION_ERROR,
                Options.of(ExplainOptions.class, "rows=all"),
                references,
                42));
  }

  private static Map<String, Row> quality(Dataset<Row> images, String batch) {
    return pass(images)
        .quality(
            "saliency",
            Targets.RECONSTRUCTION_ERROR,
            Options.of(ExplainOptions.class, "quality.draws=2", "quality.steps=4", batch),
            ReferenceImages.none(ImagesFixture.SHAPE),
            42)
        .collectAsList()
        .stream()
        .collect(toMap(row -> row.getAs(AttributionsTable.IMAGE_ID), row -> row));
  }

  @Test
  void imagesOfUnknownLabelsAreCountedAndRefused() {
    KnownLabels.require(images, OPTIONS);
    ModelOptions other = Options.of(ModelOptions.class, "kind=conv-vae");
    Dataset<Row> unknown = images(folder.resolve("unknown"), "a", null, "c", "c");
    KnownLabels.require(unknown, other);
    assertThatThrownBy(() -> KnownLabels.require(unknown, OPTIONS))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining(
            "model told is a conditional-vae, which must be told labels that it was trained on"
                + " (a, b), but 8 images have other labels, or none: 5 of c, 3 without one; train");
  }

  private static Dataset<Row> images(Path into, String... labels) {
    String output = ImagesFixture.write(into, 0, 11, "run1", Arrays.asList(labels));
    return new TableStore(spark, output)
        .read(ImagesTable.key(ImagesFixture.DATA_ID), ImagesTable.SCHEMA);
  }

  private static Map<String, Double> scores(Dataset<Row> images, String... how) {
    return pass(images).score(Options.of(ScoreOptions.class, how), 1).collectAsList().stream()
        .collect(
            toMap(
                row -> row.getAs(ScoresTable.IMAGE_ID),
                row -> row.getAs(ScoresTable.ANOMALY_SCORE)));
  }

  private static Map<String, List<Float>> maps(Dataset<Row> images, String method, String batch) {
    ExplainOptions options =
        Options.of(ExplainOptions.class, "rows=all", "integrated-gradients.steps=4", batch);
    return byImage(pass(images).explain(method, Targets.parse("negative_elbo"), options, 42));
  }

  private static Map<String, List<Float>> byImage(Dataset<Row> maps) {
    return maps.collectAsList().stream()
        .collect(
            toMap(
                row -> row.getAs(AttributionsTable.IMAGE_ID),
                row -> row.getList(row.fieldIndex(AttributionsTable.ATTRIBUTION))));
  }

  private static InferencePass pass(Dataset<Row> images) {
    return new InferencePass(images, model, spark.sparkContext().longAccumulator());
  }
}
