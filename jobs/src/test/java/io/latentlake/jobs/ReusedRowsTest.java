package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image set that grows, changes and shrinks under a model. To tell a row that was taken over
 * from one that was computed, the run before is tampered with: what was taken over still shows it.
 */
class ReusedRowsTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final TableKey IMAGES = ImagesTable.key("bars");
  private static final ModelPackage VAE =
      TinyModels.trained("conv-vae")
          .withThreshold(
              Threshold.of(
                  ScoresTable.NEGATIVE_ELBO_NATS, new double[] {10, 30, 50}, 0.9, "validation"));
  private static final double TAMPERED = -1;

  @TempDir private Path folder;
  private TableStore store;
  private int runs;

  @BeforeEach
  void write() {
    store = new TableStore(SPARK, root());
    VAE.write(
        SPARK.sparkContext().hadoopConfiguration(), ModelPackage.location(root(), "conv-vae"));
    images(first(20));
  }

  @Test
  void aGrownSetGivesWhatAFullRunGives() throws Exception {
    String[] draws = {"score.draws=2"};
    assertTold(run(new ScoreJob(), draws), 20, 0);
    images(first(26).where("image_id <> 'bar/3.png'"));

    assertTold(run(new ScoreJob(), draws), 6, 19);
    List<Row> grown = rows(ScoresTable.key("bars", "conv-vae"), ScoresTable.SCHEMA);
    assertTold(run(new ScoreJob(), "score.draws=2", "score.full=true"), 25, 0);

    List<Row> full = rows(ScoresTable.key("bars", "conv-vae"), ScoresTable.SCHEMA);
    assertThat(grown).hasSize(25).hasSameSizeAs(full);
    for (int i = 0; i < full.size(); i++) {
      assertSame(grown.get(i), full.get(i));
    }
  }

  @Test
  void onlyNewAndChangedImagesAreComputed() throws Exception {
    run(new ScoreJob());
    tamper();
    Dataset<Row> changed =
        first(23)
            .withColumn(
                ImagesTable.SOURCE_KEY,
                when(col("image_id").equalTo("bar/5.png"), 1000L)
                    .otherwise(col(ImagesTable.SOURCE_KEY)));
    images(changed);

    assertTold(run(new ScoreJob()), 4, 19);

    assertThat(tampered()).hasSize(19).doesNotContain("bar/5.png", "bar/20.png", "bar/22.png");
    assertTold(run(new ScoreJob()), 0, 23);
    assertThat(tampered()).hasSize(19);
  }

  @Test
  void changedInputsMakeRowsAgain() throws Exception {
    run(new ScoreJob());
    tamper();
    assertTold(run(new ScoreJob(), "score.minibatch=3", "seed=1"), 0, 20);
    assertThat(tampered()).hasSize(20);

    assertTold(run(new ScoreJob(), "score.draws=1"), 20, 0);
    assertThat(tampered()).isEmpty();
    assertTold(run(new ScoreJob(), "score.draws=1", "seed=1"), 20, 0);
    assertTold(run(new ScoreJob(), "score.draws=1", "seed=1", "score.others=true"), 20, 0);

    VAE.withThreshold(
            Threshold.of(ScoresTable.NEGATIVE_ELBO_NATS, new double[] {1}, 0.9, "validation"))
        .write(
            SPARK.sparkContext().hadoopConfiguration(), ModelPackage.location(root(), "conv-vae"));
    assertTold(run(new ScoreJob(), "score.draws=1", "seed=1"), 20, 0);
  }

  @Test
  void anotherThresholdJudgesKeptRowsAgainWithoutTheModel() throws Exception {
    run(new ScoreJob());
    tamper();
    images(first(23));
    double median = median();

    JobResult set = run(new ScoreJob(), "score.threshold=" + median);

    assertTold(set, 3, 20);
    assertThat(tampered()).hasSize(20);
    assertThat(judgedBy(median)).isBetween(9L, 14L).isEqualTo(set.details().get("anomalies"));
    assertTold(run(new ScoreJob(), "score.threshold-quantile=0.5"), 0, 23);
    judgedBy(30);
    JobResult own = run(new ScoreJob());
    assertTold(own, 0, 23);
    assertThat(own.details()).containsEntry("threshold", 50.0);
    judgedBy(50);
  }

  private double median() {
    return store
        .read(ScoresTable.key("bars", "conv-vae"), ScoresTable.SCHEMA)
        .selectExpr("percentile(anomaly_score, 0.5)")
        .first()
        .getDouble(0);
  }

  /** Checks that every row was compared with a threshold, and counts those above it. */
  private long judgedBy(double threshold) {
    List<Row> rows = rows(ScoresTable.key("bars", "conv-vae"), ScoresTable.SCHEMA);
    assertThat(rows)
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.<Double>getAs(ScoresTable.THRESHOLD)).isEqualTo(threshold);
              assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY))
                  .isEqualTo(row.<Double>getAs(ScoresTable.ANOMALY_SCORE) > threshold)
                  .isEqualTo(row.<Double>getAs(ScoresTable.NORMALISED_SCORE) > 0.5);
            });
    return rows.stream().filter(row -> row.<Boolean>getAs(ScoresTable.IS_ANOMALY)).count();
  }

  @Test
  void rowsOfImagesWithoutASourceKeyAreMadeAgain() throws Exception {
    Dataset<Row> unknown = first(20).drop(ImagesTable.SOURCE_KEY);
    images(unknown);
    run(new ScoreJob());

    assertTold(run(new ScoreJob()), 20, 0);
  }

  @Test
  void embeddingsAreReused() throws Exception {
    run(new EmbedJob());
    List<Row> before = rows(EmbeddingsTable.key("bars", "conv-vae"), EmbeddingsTable.SCHEMA);
    images(first(22));

    assertTold(run(new EmbedJob()), 2, 20);

    assertThat(rows(EmbeddingsTable.key("bars", "conv-vae"), EmbeddingsTable.SCHEMA))
        .hasSize(22)
        .containsAll(before);
  }

  @Test
  void newImagesOfTheTopAreExplained() throws Exception {
    String[] explain = {
      "explain.rows=top",
      "explain.count=8",
      "explain.integrated-gradients.steps=2",
      "explain.methods=[residual, integrated-gradients]"
    };
    run(new ScoreJob());
    assertTold(run(new ExplainJob(), explain), 16, 0);
    assertTold(run(new ExplainJob(), explain), 0, 16);
    String highest =
        store
            .read(ScoresTable.key("bars", "conv-vae"), ScoresTable.SCHEMA)
            .orderBy(col(ScoresTable.NEGATIVE_ELBO_NATS).desc())
            .first()
            .getString(0);
    images(first(20).where(col("image_id").notEqual(highest)));
    run(new ScoreJob());

    assertTold(run(new ExplainJob(), explain), 2, 14);

    List<Row> maps = rows(AttributionsTable.key("bars", "conv-vae"), AttributionsTable.SCHEMA);
    assertThat(maps).hasSize(16).noneMatch(row -> row.getString(0).equals(highest));
    String[] otherSteps = {
      "explain.rows=top",
      "explain.count=8",
      "explain.integrated-gradients.steps=3",
      "explain.methods=[residual, integrated-gradients]"
    };
    // a residual has no steps
    assertTold(run(new ExplainJob(), otherSteps), 8, 8);
  }

  @Test
  void mapsThatCompareWithOtherImagesAreMadeAgain() throws Exception {
    String[] explain = {
      "explain.rows=all",
      "explain.methods=[residual, standardised-residual]",
      "explain.targets=[reconstruction_error]"
    };
    assertTold(run(new ExplainJob(), explain), 40, 0);
    // a test image, which no other is compared with
    images(first(20).union(first(22).where(col("image_id").equalTo("bar/21.png"))));
    assertTold(run(new ExplainJob(), explain), 2, 40);
    images(first(22));

    // the training image counts for one method only
    assertTold(run(new ExplainJob(), explain), 1 + 22, 21);
  }

  @Test
  void mapsOfAnEarlierModelGoWhenTheNextIsExplained() throws Exception {
    String[] some = {"explain.rows=all", "explain.methods=[residual]"};
    String[] others = {"explain.rows=all", "explain.methods=[smooth-residual, saliency]"};
    TableKey maps = AttributionsTable.key("bars", "conv-vae");
    run(new ExplainJob(), some);
    run(new ExplainJob(), others);
    assertThat(store.keys(maps)).as("all of one model").hasSize(3);
    VAE.withThreshold(
            Threshold.of(ScoresTable.NEGATIVE_ELBO_NATS, new double[] {2}, 0.9, "validation"))
        .write(
            SPARK.sparkContext().hadoopConfiguration(), ModelPackage.location(root(), "conv-vae"));

    run(new ExplainJob(), some);

    assertThat(store.keys(maps))
        .singleElement()
        .asString()
        .contains("method=residual", "target=reconstruction_error");
  }

  @Test
  void whatAnEarlierModelLeftIsNeitherMeasuredNorKept() throws Exception {
    TableKey clusters = ClustersTable.key("bars", "conv-vae");
    TableKey neighbours = NeighboursTable.key("bars", "conv-vae");
    run(new ScoreJob());
    run(new EmbedJob(), "embed.clusters=2", "embed.neighbours=1");
    run(new EmbedJob());
    assertThat(store.exists(clusters) && store.exists(neighbours)).as("of one model").isTrue();
    VAE.withThreshold(
            Threshold.of(ScoresTable.NEGATIVE_ELBO_NATS, new double[] {2}, 0.9, "validation"))
        .write(
            SPARK.sparkContext().hadoopConfiguration(), ModelPackage.location(root(), "conv-vae"));

    assertThatThrownBy(() -> new EvaluateJob().plan(SPARK, options()))
        .isInstanceOf(InvalidTableException.class)
        .hasMessage(
            "scores(data_id=bars, model_id=conv-vae) was scored by an earlier model of the id"
                + " conv-vae; run score again");
    run(new ScoreJob());
    run(new EvaluateJob());
    assertThat(measures()).contains("mean_reconstruction_error").doesNotContain("active_units");
    run(new EmbedJob());
    assertThat(store.exists(clusters) || store.exists(neighbours)).isFalse();
    run(new EvaluateJob());
    assertThat(measures()).contains("active_units");
  }

  private List<String> measures() {
    return store
        .read(MetricsTable.key("bars", "conv-vae"), MetricsTable.SCHEMA)
        .select("metric")
        .as(Encoders.STRING())
        .collectAsList();
  }

  @Test
  void thePlanSaysWhatIsThere() throws Exception {
    String there =
        "20 rows of scores(data_id=bars, model_id=conv-vae) exist already; those of unchanged"
            + " images are kept, not computed again";
    assertThat(new ScoreJob().plan(SPARK, options()).notes())
        .startsWith("20 images")
        .doesNotContain(there);
    run(new ScoreJob());

    assertThat(new ScoreJob().plan(SPARK, options()).notes())
        .startsWith("20 images")
        .endsWith(there);
    assertThat(new ScoreJob().plan(SPARK, options("score.full=true")).notes())
        .startsWith("20 images")
        .doesNotContain(there);
  }

  private static Dataset<Row> first(int count) {
    return TinyModels.images(SPARK, count);
  }

  private void images(Dataset<Row> rows) {
    store.write(rows.repartition(2), IMAGES, "r" + runs);
    runs++;
  }

  /** Spoils every score, and leaves the marker that says what they were made from. */
  private void tamper() throws Exception {
    TableKey key = ScoresTable.key("bars", "conv-vae");
    Path run = Path.of(store.committedRuns(key).get(0).toUri().getPath());
    List<Row> spoilt =
        store
            .read(key, ScoresTable.SCHEMA)
            .withColumn(ScoresTable.SQUARED_ERROR_SUM, lit(TAMPERED))
            .select(
                Arrays.stream(ScoresTable.SCHEMA.fieldNames())
                    .map(name -> col(name))
                    .toArray(Column[]::new))
            .collectAsList();
    SPARK
        .createDataFrame(spoilt, ScoresTable.SCHEMA)
        .write()
        .parquet(folder.resolve("spoilt").toString());
    for (Path from : List.of(run, folder.resolve("spoilt"))) {
      try (var files = Files.list(from)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
          if (from.equals(run)) {
            Files.delete(file);
          } else {
            Files.copy(file, run.resolve(file.getFileName()));
          }
        }
      }
    }
    SPARK.catalog().refreshByPath(run.toString());
  }

  private List<String> tampered() {
    return store
        .read(ScoresTable.key("bars", "conv-vae"), ScoresTable.SCHEMA)
        .where(col(ScoresTable.SQUARED_ERROR_SUM).equalTo(TAMPERED))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static void assertTold(JobResult result, long computed, long reused) {
    assertThat(result.details())
        .containsEntry("computed", computed)
        .containsEntry("taken_over", reused);
  }

  /** Equal, but for the last digits, which minibatches of another size may round otherwise. */
  private static void assertSame(Row found, Row expected) {
    for (int i = 0; i < expected.size(); i++) {
      if (expected.get(i) instanceof Double number) {
        assertThat((Double) found.get(i)).isCloseTo(number, within(1e-5 * Math.abs(number)));
      } else {
        assertThat(found.get(i)).isEqualTo(expected.get(i));
      }
    }
  }

  private List<Row> rows(TableKey key, StructType schema) {
    return store.read(key, schema).drop("run_id").orderBy("image_id").collectAsList();
  }

  private JobResult run(Job job, String... more) throws Exception {
    PipelineOptions options = options(more);
    job.plan(SPARK, options);
    return job.run(SPARK, options, Run.start("test", Progress.NONE));
  }

  private PipelineOptions options(String... more) {
    List<String> all =
        new ArrayList<>(List.of("output.path=" + root(), "data.id=bars", "model.id=conv-vae"));
    all.addAll(Arrays.asList(more));
    return Options.of(PipelineOptions.class, all.toArray(String[]::new));
  }

  private String root() {
    return folder.resolve("out").toString();
  }
}
