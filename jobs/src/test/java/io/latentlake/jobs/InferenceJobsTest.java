package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Options;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Score, embed and explain, from tables and a model package on disk to tables on disk. */
class InferenceJobsTest {
  private static final int IMAGES = 21;
  private static final String MEMORY = "beside its heap each executor needs about";
  private static final SparkSession SPARK = LocalSpark.session();
  @TempDir static Path output;
  private static TableStore store;

  @BeforeAll
  static void writeInputs() {
    store = new TableStore(SPARK, root());
    store.write(TinyModels.images(SPARK, IMAGES).repartition(3), ImagesTable.key("bars"), "r0");
    store.write(TinyModels.images(SPARK, 2), ImagesTable.key("unscored"), "r0");
    Threshold threshold =
        Threshold.of(ScoresTable.NEGATIVE_ELBO_NATS, new double[] {0}, 1, "validation");
    for (ModelPackage model :
        List.of(
            TinyModels.trained("conv-vae").withThreshold(threshold),
            TinyModels.trained("dense-ae"))) {
      model.write(
          SPARK.sparkContext().hadoopConfiguration(),
          ModelPackage.location(root(), model.modelId()));
    }
  }

  @Test
  void everyImageIsScoredOnce() throws Exception {
    JobResult result = run("score", new ScoreJob(), options("conv-vae", "score.minibatch=4"));

    assertThat(result.rowsRead()).containsEntry("images", (long) IMAGES);
    assertThat(result.rowsWritten()).isEqualTo(Map.of("scores", (long) IMAGES));
    assertThat(result.details())
        .containsEntry("threshold", 0.0)
        .containsEntry("anomalies", (long) IMAGES);
    Dataset<Row> scores = store.read(ScoresTable.key("bars", "conv-vae"), ScoresTable.SCHEMA);
    assertThat(ids(scores)).containsExactlyInAnyOrder(TinyModels.ids(IMAGES));
    assertThat(scores.where("kl_nats > 0 and negative_elbo_nats > kl_nats").count())
        .isEqualTo(IMAGES);
  }

  @Test
  void aThresholdThatIsSetNeedsNoneInTheModel() throws Exception {
    PipelineOptions options = options("dense-ae", "score.threshold=-1");
    assertThat(new ScoreJob().plan(SPARK, options).notes())
        .contains(
            "the model has no threshold: anomaly_percentile stays null",
            "images are flagged above -1.0 (score.threshold)");

    JobResult result = run("score", new ScoreJob(), options);

    assertThat(result.details())
        .containsEntry("threshold", -1.0)
        .containsEntry("anomalies", (long) IMAGES);
    assertThat(
            store
                .read(ScoresTable.key("bars", "dense-ae"), ScoresTable.SCHEMA)
                .where("is_anomaly and threshold = -1 and anomaly_percentile is null")
                .count())
        .isEqualTo(IMAGES);

    run("score", new ScoreJob(), options("dense-ae"));
    assertThat(
            store
                .read(ScoresTable.key("bars", "dense-ae"), ScoresTable.SCHEMA)
                .where("is_anomaly is null and threshold is null and normalised_score is null")
                .count())
        .isEqualTo(IMAGES);
    assertRefused(
        new ScoreJob(),
        options("dense-ae", "score.threshold-quantile=0.9"),
        IllegalArgumentException.class,
        "score.threshold-quantile is 0.9, but model dense-ae has no threshold");
    assertThatThrownBy(
            () -> options("dense-ae", "score.threshold-quantile=0.9", "score.threshold=3"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("threshold is 3.0 and threshold-quantile is 0.9; set one of them");
  }

  @Test
  void everyImageIsEmbeddedOnce() throws Exception {
    JobResult result = run("embed", new EmbedJob(), options("conv-vae"));

    assertThat(result.rowsWritten()).isEqualTo(Map.of("embeddings", (long) IMAGES));
    Dataset<Row> embeddings =
        store.read(EmbeddingsTable.key("bars", "conv-vae"), EmbeddingsTable.SCHEMA);
    assertThat(ids(embeddings)).containsExactlyInAnyOrder(TinyModels.ids(IMAGES));
    assertThat(embeddings.where("size(embedding) = 4 and size(log_variance) = 4").count())
        .isEqualTo(IMAGES);
  }

  @Test
  void everyEmbeddedImageGetsItsNeighboursAndItsCluster() throws Exception {
    PipelineOptions options = options("dense-ae", "embed.neighbours=3", "embed.clusters=2");
    JobPlan plan = new EmbedJob().plan(SPARK, options);
    assertThat(plan.writes())
        .extracting(JobPlan.Place::name)
        .containsExactly("embeddings", "neighbours", "clusters");
    assertThat(plan.notes()).anyMatch(note -> note.startsWith("the 3 nearest training images"));

    JobResult result = run("embed", new EmbedJob(), options);

    assertThat(result.rowsWritten())
        .isEqualTo(
            Map.of(
                "embeddings", (long) IMAGES, "neighbours", 3L * IMAGES, "clusters", (long) IMAGES));
    assertThat(result.where()).containsKeys("neighbours", "clusters");
    Dataset<Row> clusters = store.read(ClustersTable.key("bars", "dense-ae"), ClustersTable.SCHEMA);
    assertThat(ids(clusters)).containsExactlyInAnyOrder(TinyModels.ids(IMAGES));
    assertThat(clusters.select("cluster").distinct().count()).isEqualTo(2);
    Dataset<Row> neighbours =
        store.read(NeighboursTable.key("bars", "dense-ae"), NeighboursTable.SCHEMA);
    assertThat(ids(neighbours.where("rank = 1"))).containsExactlyInAnyOrder(TinyModels.ids(IMAGES));
    Dataset<Row> training =
        store
            .read(EmbeddingsTable.key("bars", "dense-ae"), EmbeddingsTable.SCHEMA)
            .where("split = 'train'")
            .selectExpr("image_id as neighbour_id");
    assertThat(neighbours.join(training, "neighbour_id").count()).isEqualTo(3L * IMAGES);
    assertThat(neighbours.where("neighbour_id = image_id").count()).isZero();

    PipelineOptions one = options("dense-ae", "embed.neighbours=1");
    assertThat(run("embed", new EmbedJob(), one).details()).containsEntry("computed", 0L);
    assertThat(store.rows(NeighboursTable.key("bars", "dense-ae"))).isEqualTo(IMAGES);
  }

  @Test
  void withoutTrainingImagesThereAreNoNeighboursAndNothingIsEmbedded() throws Exception {
    store.write(
        TinyModels.images(SPARK, 4).where("split = 'test'"), ImagesTable.key("untrained"), "r0");
    PipelineOptions options = options("dense-ae", "data.id=untrained", "embed.neighbours=3");

    assertThatThrownBy(() -> run("embed", new EmbedJob(), options))
        .isInstanceOf(InvalidTableException.class)
        .hasMessage(
            "embed.neighbours is 3, but no image to embed is of split train; set embed.rows to"
                + " all, or embed.neighbours to 0");
    assertThat(store.exists(EmbeddingsTable.key("untrained", "dense-ae"))).isFalse();
  }

  @Test
  void everyMethodIsWrittenForEveryTargetItExplains() throws Exception {
    JobResult result =
        run(
            "explain",
            new ExplainJob(),
            options(
                "conv-vae",
                "explain.rows=sample",
                "explain.count=5",
                "explain.integrated-gradients.steps=3",
                "explain.methods=[residual, integrated-gradients]",
                "explain.targets=[reconstruction_error, latent_2]"));

    assertThat(result.rowsWritten())
        .isEqualTo(
            Map.of(
                "attributions/method=residual/target=reconstruction_error", 5L,
                "attributions/method=integrated-gradients/target=reconstruction_error", 5L,
                "attributions/method=integrated-gradients/target=latent_2", 5L));
    Dataset<Row> maps =
        store.read(AttributionsTable.key("bars", "conv-vae"), AttributionsTable.SCHEMA);
    List<String> combinations =
        maps.groupBy("method", "target").count().collectAsList().stream()
            .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getLong(2))
            .toList();
    assertThat(combinations)
        .containsExactlyInAnyOrder(
            "residual reconstruction_error 5",
            "integrated-gradients reconstruction_error 5",
            "integrated-gradients latent_2 5");
    assertThat(maps.select("image_id").distinct().count()).isEqualTo(5);
    assertThat(maps.where("size(attribution) = 64 and height = 8 and width = 8").count())
        .isEqualTo(15);
  }

  @Test
  void theTopOfScoresOfOtherImagesIsRefused() throws Exception {
    run("score", new ScoreJob(), options("dense-ae"));
    Dataset<Row> scores =
        store.read(ScoresTable.key("bars", "dense-ae"), ScoresTable.SCHEMA).drop("run_id");
    store.write(scores, ScoresTable.key("others", "dense-ae"), "r0");
    Dataset<Row> images =
        TinyModels.images(SPARK, 2)
            .withColumn(
                ImagesTable.IMAGE_ID,
                functions.concat(functions.lit("new/"), functions.col(ImagesTable.IMAGE_ID)));
    store.write(images, ImagesTable.key("others"), "r0");

    PipelineOptions options = options("dense-ae", "data.id=others", "explain.rows=top");
    assertThatThrownBy(() -> run("explain", new ExplainJob(), options))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("the scores belong to other images; run score again");
  }

  @Test
  void theTopIsExplainedByScore() throws Exception {
    PipelineOptions options =
        options("dense-ae", "explain.rows=top", "explain.count=3", "explain.methods=[residual]");
    run("score", new ScoreJob(), options);
    run("explain", new ExplainJob(), options);

    Dataset<Row> highest =
        store
            .read(ScoresTable.key("bars", "dense-ae"), ScoresTable.SCHEMA)
            .orderBy(functions.col(ScoresTable.RECONSTRUCTION_ERROR).desc())
            .limit(3);
    Dataset<Row> maps =
        store.read(AttributionsTable.key("bars", "dense-ae"), AttributionsTable.SCHEMA);
    assertThat(ids(maps)).containsExactlyInAnyOrderElementsOf(ids(highest));
  }

  @Test
  void selectedImagesOfOneFileAreSharedAmongTheCores() throws Exception {
    store.write(TinyModels.images(SPARK, 20).coalesce(1), ImagesTable.key("one-file"), "r0");
    PipelineOptions options =
        options(
            "dense-ae",
            "data.id=one-file",
            "explain.rows=sample",
            "explain.count=8",
            "explain.methods=[residual]");

    run("explain", new ExplainJob(), options);

    Dataset<Row> maps =
        store.read(AttributionsTable.key("one-file", "dense-ae"), AttributionsTable.SCHEMA);
    assertThat(maps.count()).isEqualTo(8);
    // A task writes a file
    assertThat(maps.select(functions.input_file_name()).distinct().count())
        .isEqualTo(SPARK.sparkContext().defaultParallelism());
  }

  @Test
  void mapsAreStoredWithAsManyBitsAsAskedFor() throws Exception {
    String[] asked = {"explain.rows=sample", "explain.count=4", "explain.methods=[saliency]"};
    run("explain", new ExplainJob(), options("dense-ae", asked));
    List<Float> full = values();
    JobResult again =
        run(
            "explain",
            new ExplainJob(),
            options("dense-ae", asked[0], asked[1], asked[2], "explain.significant-bits=8"));

    assertThat(again.details()).containsEntry("computed", 4L);
    List<Float> compact = values();
    assertThat(full).anyMatch(value -> (Float.floatToIntBits(value) & 0xffff) != 0);
    assertThat(compact).allMatch(value -> (Float.floatToIntBits(value) & 0xffff) == 0);
    for (int i = 0; i < full.size(); i++) {
      assertThat((double) compact.get(i))
          .isCloseTo(full.get(i), within(Math.abs(full.get(i)) / 256.0));
    }
  }

  private List<Float> values() {
    return store
        .read(AttributionsTable.key("bars", "dense-ae"), AttributionsTable.SCHEMA)
        .where("method = 'saliency'")
        .orderBy("image_id")
        .select("attribution")
        .collectAsList()
        .stream()
        .flatMap(row -> row.<Float>getList(0).stream())
        .toList();
  }

  @Test
  void aSecondRunReplacesTheFirst() throws Exception {
    run("score", new ScoreJob(), options("dense-ae"));
    run("score", new ScoreJob(), options("dense-ae", "score.rows=sample", "score.count=4"));

    assertThat(store.read(ScoresTable.key("bars", "dense-ae"), ScoresTable.SCHEMA).count())
        .isEqualTo(4);

    run("score", new ScoreJob(), options("dense-ae", "score.rows=test"));
    assertThat(
            store
                .read(ScoresTable.key("bars", "dense-ae"), ScoresTable.SCHEMA)
                .select(ScoresTable.SPLIT)
                .distinct()
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("test");
  }

  @Test
  void thePlanNamesWhatIsReadAndWritten() {
    JobPlan plan = new ScoreJob().plan(SPARK, options("conv-vae", "data.id=unscored"));

    assertThat(plan.reads()).extracting(JobPlan.Place::name).containsExactly("images", "model");
    assertThat(plan.writes()).extracting(JobPlan.Place::name).containsExactly("scores");
    assertThat(plan.notes())
        .hasSize(2)
        .startsWith("2 images")
        .element(1)
        .asString()
        .contains(MEMORY);
    assertThat(
            new ExplainJob()
                .plan(SPARK, options("conv-vae", "data.id=unscored", "explain.rows=sample"))
                .notes())
        .filteredOn(note -> !note.contains(MEMORY))
        .containsExactly(
            "2 of 2 images (sample)",
            "smooth-residual of reconstruction_error: 1 pass through the model per image",
            "integrated-gradients of reconstruction_error: 34 passes through the model per image");
    assertThat(
            new ExplainJob()
                .plan(
                    SPARK,
                    options(
                        "conv-vae",
                        "data.id=unscored",
                        "explain.rows=sample",
                        "explain.targets=[kl]"))
                .notes())
        .filteredOn(note -> !note.contains(MEMORY))
        .containsExactly(
            "2 of 2 images (sample)",
            "integrated-gradients of kl: 34 passes through the model per image",
            "smooth-residual is left out: it explains reconstruction_error only");
    assertThat(
            new ExplainJob()
                .plan(
                    SPARK,
                    options(
                        "conv-vae",
                        "data.id=unscored",
                        "explain.rows=sample",
                        "explain.methods=[residual, smooth-residual]",
                        "explain.targets=[reconstruction_error, kl]"))
                .notes())
        .endsWith(
            "kl is left out: residual explains reconstruction_error only; smooth-residual explains"
                + " reconstruction_error only");
  }

  @Test
  void whatCannotWorkIsRefusedBeforeAnythingIsWritten() throws IOException {
    List<String> before = files();

    assertRefused(
        new ExplainJob(),
        options(
            "conv-vae",
            "explain.targets=[latent_99]",
            "explain.methods=[saliency]",
            "explain.rows=all"),
        IllegalArgumentException.class,
        "latent_0 to latent_3");
    assertRefused(
        new ExplainJob(),
        options(
            "dense-ae", "explain.targets=[kl]", "explain.methods=[saliency]", "explain.rows=all"),
        IllegalArgumentException.class,
        "latent_0 to latent_3");
    assertRefused(
        new ExplainJob(),
        options("conv-vae", "explain.targets=[kl]", "explain.methods=[residual]"),
        IllegalArgumentException.class,
        "explain.methods is [residual], but explain.targets is [kl]: residual explains"
            + " reconstruction_error only");
    assertRefused(
        new ExplainJob(),
        options("dense-ae", "explain.rows=all", "explain.methods=[latent-grad-cam]"),
        IllegalArgumentException.class,
        "explain.methods is [latent-grad-cam], but explain.targets is [reconstruction_error]:"
            + " latent-grad-cam needs an encoder with convolutions, which model dense-ae does not"
            + " have");
    assertRefused(
        new ExplainJob(),
        options("conv-vae", "data.id=unscored", "explain.rows=top"),
        InvalidTableException.class,
        "scores");
    assertRefused(
        new ScoreJob(),
        options("dense-ae", "score.importance-samples=10"),
        IllegalArgumentException.class,
        "score.importance-samples is 10, but model dense-ae is a dense-ae");
    assertRefused(
        new EmbedJob(),
        options("conv-vae", "data.id=other"),
        InvalidTableException.class,
        "data_id=other");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aModelOfAnotherInputShapeIsRefused() {
    Dataset<Row> narrow =
        TinyModels.images(SPARK, 2)
            .withColumn(ImagesTable.WIDTH, functions.lit(4))
            .withColumn(ImagesTable.PIXELS, functions.expr("substring(pixels, 1, 32)"));
    store.write(narrow, ImagesTable.key("narrow"), "r0");

    for (Job job : List.of(new ScoreJob(), new EmbedJob(), new ExplainJob())) {
      assertRefused(
          job, options("conv-vae", "data.id=narrow"), IncompatibleModelException.class, "8x4x1");
    }
  }

  private static void assertRefused(
      Job job, PipelineOptions options, Class<? extends Exception> type, String text) {
    assertThatThrownBy(() -> job.plan(SPARK, options))
        .isInstanceOf(type)
        .hasMessageContaining(text)
        .message()
        .doesNotContain("\n");
  }

  private static JobResult run(String command, Job job, PipelineOptions options) throws Exception {
    job.plan(SPARK, options);
    return job.run(SPARK, options, Run.start(command, Progress.NONE));
  }

  private static PipelineOptions options(String model, String... overrides) {
    List<String> all = new ArrayList<>();
    all.add("output.path=" + root());
    all.add("data.id=bars");
    all.add("model.id=" + model);
    all.addAll(Arrays.asList(overrides));
    return Options.of(PipelineOptions.class, all.toArray(String[]::new));
  }

  private static String root() {
    return output.toUri().toString().replaceAll("/$", "");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(output)) {
      return walk.map(Path::toString).sorted().toList();
    }
  }

  private static List<String> ids(Dataset<Row> rows) {
    return rows.select("image_id").collectAsList().stream().map(row -> row.getString(0)).toList();
  }
}
