package io.latentlake.infer;

import static io.latentlake.table.ScoresTable.OTHER_SCORES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import io.latentlake.model.Threshold;
import io.latentlake.model.target.Targets;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InferencePassTest {
  private static final int IMAGES = 37;
  private static final SparkSession SPARK = LocalSpark.session();
  private static ModelPackage vae;
  private static ModelPackage denseAe;
  private static ModelPackage linearAe;

  @BeforeAll
  static void train() {
    vae = TinyModels.trained("conv-vae");
    denseAe = TinyModels.trained("dense-ae");
    linearAe = TinyModels.trained("linear-ae");
  }

  @Test
  void everyImageIsScoredAndKeepsItsSplitAndLabel() {
    List<Row> rows = scores(vae, images(), "minibatch=8");

    assertThat(rows).hasSize(IMAGES);
    List<Row> images = sorted(images());
    for (int i = 0; i < IMAGES; i++) {
      for (String column : List.of("image_id", "split", "label")) {
        assertThat(rows.get(i).<String>getAs(column)).isEqualTo(images.get(i).getAs(column));
      }
    }
  }

  @Test
  void theTermsOfAVaeAddUpToItsNegativeElbo() {
    for (Row row : scores(vae, images())) {
      double reconstruction = row.getAs(ScoresTable.RECONSTRUCTION_NATS);
      double kl = row.getAs(ScoresTable.KL_NATS);
      assertThat(row.<Double>getAs(ScoresTable.RECONSTRUCTION_ERROR)).isEqualTo(reconstruction);
      assertThat(kl).isPositive();
      assertThat(row.<Double>getAs(ScoresTable.NEGATIVE_ELBO_NATS))
          .isCloseTo(reconstruction + kl, within(1e-9));
      assertThat(row.isNullAt(row.fieldIndex(ScoresTable.LOG_LIKELIHOOD_NATS))).isTrue();
      assertThat(row.isNullAt(row.fieldIndex(ScoresTable.IS_ANOMALY))).isTrue();
    }
  }

  @Test
  void klFollowsFromTheEmbedding() {
    List<Row> scores = scores(vae, images());
    List<Row> embeddings = embeddings(vae, images(), "minibatch=8");

    for (int i = 0; i < IMAGES; i++) {
      List<Float> mean = embeddings.get(i).getList(3);
      List<Float> logVariance = embeddings.get(i).getList(4);
      double kl = 0;
      for (int d = 0; d < mean.size(); d++) {
        kl +=
            0.5
                * (mean.get(d) * mean.get(d)
                    + Math.exp(logVariance.get(d))
                    - logVariance.get(d)
                    - 1);
      }
      assertThat(scores.get(i).<Double>getAs(ScoresTable.KL_NATS)).isCloseTo(kl, within(1e-4));
    }
  }

  @Test
  void manySamplesBringTheLikelihoodAboveTheElbo() {
    List<Row> rows = scores(vae, images(), "draws=200", "importance-samples=200");

    double elbo = -mean(rows, ScoresTable.NEGATIVE_ELBO_NATS);
    assertThat(mean(rows, ScoresTable.LOG_LIKELIHOOD_NATS)).isGreaterThan(elbo);
  }

  @Test
  void aPlainAutoencoderHasNoVariationalColumns() {
    for (Row row : scores(denseAe, images())) {
      assertThat(row.<Double>getAs(ScoresTable.RECONSTRUCTION_NATS))
          .isEqualTo(row.<Double>getAs(ScoresTable.RECONSTRUCTION_ERROR));
      assertThat(row.isNullAt(row.fieldIndex(ScoresTable.KL_NATS))).isTrue();
      assertThat(row.isNullAt(row.fieldIndex(ScoresTable.NEGATIVE_ELBO_NATS))).isTrue();
    }
    assertThat(embeddings(denseAe, images()))
        .allSatisfy(
            row -> {
              assertThat(row.isNullAt(row.fieldIndex(EmbeddingsTable.LOG_VARIANCE))).isTrue();
              assertThat(row.isNullAt(row.fieldIndex(EmbeddingsTable.CODE_INDICES))).isTrue();
            });
  }

  @Test
  void otherAnomalyScoresStandBesideTheModelsOwnOnRequest() {
    assertThat(scores(denseAe, images()))
        .allSatisfy(row -> assertThat(row.isNullAt(row.fieldIndex(OTHER_SCORES))).isTrue());
    for (Row row : scores(denseAe, images(), "others=true")) {
      Map<String, Double> others = row.getJavaMap(row.fieldIndex(OTHER_SCORES));
      assertThat(others).containsKeys("residual_peak", "ssim_mean");
      assertThat(others.get("squared_error"))
          .isEqualTo(row.<Double>getAs(ScoresTable.SQUARED_ERROR_SUM));
      // its own, and those that it has learnt nothing for
      assertThat(others).doesNotContainKeys("reconstruction_error", "latent_knn");
    }
  }

  @Test
  void squaredErrorOfAPlainAutoencoderHasNoNats() {
    for (Row row : scores(linearAe, images())) {
      assertThat(row.<Double>getAs(ScoresTable.SQUARED_ERROR_SUM))
          .isCloseTo(row.<Double>getAs(ScoresTable.RECONSTRUCTION_ERROR), within(1e-9));
      assertThat(row.isNullAt(row.fieldIndex(ScoresTable.RECONSTRUCTION_NATS))).isTrue();
    }
  }

  @Test
  void theThresholdSaysHowUnusualAnImageIs() {
    double[] normal = {10, 20, 20.5, 22, 40};
    ModelPackage withThreshold =
        vae.withThreshold(Threshold.of(ScoresTable.NEGATIVE_ELBO_NATS, normal, 0.8, "validation"));

    for (Row row : scores(withThreshold, images(), "draws=2")) {
      double atMean =
          row.<Double>getAs(ScoresTable.RECONSTRUCTION_NATS)
              + row.<Double>getAs(ScoresTable.KL_NATS);
      long lower = Arrays.stream(normal).filter(score -> score < atMean).count();
      assertThat(row.<Double>getAs(ScoresTable.ANOMALY_PERCENTILE)).isEqualTo(20.0 * lower);
      assertThat(row.<Boolean>getAs(ScoresTable.IS_ANOMALY)).isEqualTo(atMean > 22);
      // The quartiles are 20 and 22
      double x = (atMean - 22) / 2;
      assertThat(row.<Double>getAs(ScoresTable.NORMALISED_SCORE))
          .isCloseTo(0.5 + 0.5 * x / (1 + Math.abs(x)), within(1e-9));
    }
  }

  @Test
  void scoresDoNotDependOnPartitionsOrderOrMinibatch() {
    String[] drawn = {"draws=3", "importance-samples=4", "minibatch=8", "others=true"};
    List<Row> rows = scores(vae, images().coalesce(1), drawn);
    String[] otherMinibatch = {"draws=3", "importance-samples=4", "minibatch=5", "others=true"};
    List<Row> others =
        scores(vae, images().repartition(3).sortWithinPartitions("uri"), otherMinibatch);

    for (int i = 0; i < IMAGES; i++) {
      for (String column :
          List.of(
              ScoresTable.RECONSTRUCTION_ERROR,
              ScoresTable.SQUARED_ERROR_SUM,
              ScoresTable.KL_NATS,
              ScoresTable.NEGATIVE_ELBO_NATS,
              ScoresTable.LOG_LIKELIHOOD_NATS)) {
        assertClose(others.get(i).getAs(column), rows.get(i).getAs(column));
      }
      Map<String, Double> byScore = rows.get(i).getJavaMap(rows.get(i).fieldIndex(OTHER_SCORES));
      assertThat(byScore).containsKey("negative_log_likelihood");
      Map<String, Double> byOther = others.get(i).getJavaMap(rows.get(i).fieldIndex(OTHER_SCORES));
      byScore.forEach((name, score) -> assertClose(byOther.get(name), score));
    }
  }

  @Test
  void embeddingsDoNotDependOnPartitionsOrMinibatch() {
    List<Row> rows = embeddings(vae, images().coalesce(1), "minibatch=37");
    List<Row> others = embeddings(vae, images().repartition(3), "minibatch=5");

    for (int i = 0; i < IMAGES; i++) {
      assertCloseMaps(others.get(i).getList(3), rows.get(i).getList(3));
      assertCloseMaps(others.get(i).getList(4), rows.get(i).getList(4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"residual", "integrated-gradients", "occlusion", "deeplift", "lrp"})
  void attributionsDoNotDependOnPartitionsOrMinibatch(String method) {
    List<Row> rows =
        attributions(
            vae,
            images().coalesce(1),
            method,
            Targets.RECONSTRUCTION_ERROR,
            "integrated-gradients.steps=4");
    List<Row> others =
        attributions(
            vae,
            images().repartition(3),
            method,
            Targets.RECONSTRUCTION_ERROR,
            "integrated-gradients.steps=4",
            "passes-per-batch=13");

    assertThat(others).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      assertCloseMaps(map(others.get(i)), map(rows.get(i)));
    }
  }

  @Test
  void residualMapsSumToTheReconstructionError() {
    for (ModelPackage model : List.of(vae, denseAe, linearAe)) {
      List<Row> scores = scores(model, images());
      List<Row> maps = attributions(model, images(), "residual", Targets.RECONSTRUCTION_ERROR);
      for (int i = 0; i < IMAGES; i++) {
        assertClose(sum(map(maps.get(i))), scores.get(i).getAs(ScoresTable.RECONSTRUCTION_ERROR));
        assertThat(maps.get(i).isNullAt(maps.get(i).fieldIndex(AttributionsTable.BASELINE)))
            .isTrue();
      }
    }
  }

  @Test
  void excessResidualsLeaveOutWhatNoReconstructionCouldSave() {
    List<Row> maps = attributions(vae, images(), "excess-residual", Targets.RECONSTRUCTION_ERROR);
    List<Row> residuals = attributions(vae, images(), "residual", Targets.RECONSTRUCTION_ERROR);
    byte[][] pixels = TinyModels.pixels(IMAGES);
    List<String> ids = List.of(TinyModels.ids(IMAGES));
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = pixels[ids.indexOf(maps.get(i).getString(0))];
      List<Float> map = map(maps.get(i));
      for (int p = 0; p < map.size(); p++) {
        double x = (image[p] & 0xff) / 255.0;
        double entropy = x <= 0 || x >= 1 ? 0 : -x * Math.log(x) - (1 - x) * Math.log(1 - x);
        assertThat(map.get(p))
            .isGreaterThan(-1e-5f)
            .isCloseTo((float) (map(residuals.get(i)).get(p) - entropy), within(1e-5f));
      }
    }
  }

  @Test
  void integratedGradientsOfEveryTargetSumToItsRiseFromTheBaseline() {
    for (String name :
        List.of("reconstruction_error", "kl", "negative_elbo", "squared_norm", "latent_2")) {
      List<Row> maps =
          attributions(
              vae,
              images(),
              "integrated-gradients",
              Targets.parse(name),
              "integrated-gradients.steps=128");
      for (Row row : maps) {
        double delta = row.getAs(AttributionsTable.CONVERGENCE_DELTA);
        double absolute = map(row).stream().mapToDouble(Math::abs).sum();
        // The path crosses a kink of every rectifier, so the rule converges like 1/steps.
        assertThat(delta).as(name).isCloseTo(0, within(0.01 * absolute + 1e-3));
        assertThat(row.<String>getAs(AttributionsTable.BASELINE))
            .isEqualTo(name.equals("reconstruction_error") ? "reconstruction" : "black");
      }
    }
  }

  @Test
  void theReconstructionAsATermHasTheMapsOfTheReconstructionError() {
    for (String method : List.of("smooth-residual", "ablation")) {
      assertThat(attributions(vae, images(), method, Targets.parse("term_reconstruction")))
          .extracting(InferencePassTest::map)
          .isEqualTo(
              attributions(vae, images(), method, Targets.RECONSTRUCTION_ERROR).stream()
                  .map(InferencePassTest::map)
                  .toList());
    }
  }

  @Test
  void theSquaredNormsMapsSumToItsRiseInTheEmbeddings() {
    List<Row> embeddings = embeddings(linearAe, images());
    List<Row> maps =
        attributions(
            linearAe,
            images(),
            "integrated-gradients",
            Targets.parse("squared_norm"),
            "integrated-gradients.baseline=grey");
    List<Row> latents =
        attributions(
            linearAe,
            images(),
            "saliency",
            Targets.latent(1),
            "integrated-gradients.baseline=grey");

    // A linear encoder: ‖f‖² is quadratic on the path, so the rule is exact, and unit 1 has the
    // same gradient everywhere.
    for (int i = 0; i < IMAGES; i++) {
      assertThat(maps.get(i).<Double>getAs(AttributionsTable.CONVERGENCE_DELTA))
          .isCloseTo(0, within(1e-4));
      assertCloseMaps(map(latents.get(i)), map(latents.get(0)));
    }
    double difference01 =
        embeddings.get(1).<Float>getList(3).get(1) - embeddings.get(0).<Float>getList(3).get(1);
    byte[][] pixels = TinyModels.pixels(IMAGES);
    List<String> ids = List.of(TinyModels.ids(IMAGES));
    byte[] image0 = pixels[ids.indexOf(embeddings.get(0).getString(0))];
    byte[] image1 = pixels[ids.indexOf(embeddings.get(1).getString(0))];
    double expected = 0;
    for (int p = 0; p < image0.length; p++) {
      expected += map(latents.get(0)).get(p) * ((image1[p] & 0xff) - (image0[p] & 0xff)) / 255.0;
    }
    assertThat(difference01).isCloseTo(expected, within(1e-4));
  }

  @Test
  void noImagesGiveNoRows() {
    assertThat(scores(vae, images().limit(0))).isEmpty();
    assertThat(scores(vae, images().limit(1).repartition(4))).hasSize(1);
  }

  @Test
  void targetsThatTheModelLacksAreRefusedBeforeAnyWork() {
    assertThatThrownBy(() -> attributions(vae, images(), "saliency", Targets.latent(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("latent_99")
        .hasMessageContaining("latent_0 to latent_3");
    assertThatThrownBy(() -> attributions(denseAe, images(), "saliency", Targets.parse("kl")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(", latent_0 to latent_3");
    assertThatThrownBy(() -> attributions(denseAe, images(), "rise", Targets.parse("term_mmd")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a dense-ae, which has no loss term mmd; it has")
        .hasMessageContaining(", term_reconstruction, latent_0 to latent_3");
    assertThatThrownBy(() -> attributions(vae, images(), "residual", Targets.parse("kl")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("method residual does not explain kl: it explains reconstruction_error only");
  }

  private static Dataset<Row> images() {
    return TinyModels.images(SPARK, IMAGES);
  }

  private static InferencePass pass(ModelPackage model, Dataset<Row> images) {
    return new InferencePass(images, model, SPARK.sparkContext().longAccumulator());
  }

  private static List<Row> scores(ModelPackage model, Dataset<Row> images, String... overrides) {
    return sorted(pass(model, images).score(Options.of(ScoreOptions.class, overrides), 42));
  }

  private static List<Row> embeddings(
      ModelPackage model, Dataset<Row> images, String... overrides) {
    return sorted(pass(model, images).embed(Options.of(EmbedOptions.class, overrides)));
  }

  private static List<Row> attributions(
      ModelPackage model, Dataset<Row> images, String method, Target target, String... overrides) {
    return sorted(
        pass(model, images)
            .explain(method, target, Options.of(ExplainOptions.class, overrides), 42));
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows.collectAsList());
    sorted.sort(Comparator.comparing(row -> row.getString(0)));
    return sorted;
  }

  private static List<Float> map(Row row) {
    return row.getList(row.fieldIndex(AttributionsTable.ATTRIBUTION));
  }

  private static double sum(List<Float> map) {
    return map.stream().mapToDouble(Float::doubleValue).sum();
  }

  private static double mean(List<Row> rows, String column) {
    return rows.stream().mapToDouble(row -> row.getAs(column)).average().orElseThrow();
  }

  private static void assertClose(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
  }

  /** The difference is held against the largest value: a map has values near 0. */
  private static void assertCloseMaps(List<Float> found, List<Float> expected) {
    float largest = expected.stream().map(Math::abs).max(Float::compare).orElseThrow();
    assertThat(found).hasSameSizeAs(expected);
    for (int p = 0; p < expected.size(); p++) {
      assertThat(found.get(p)).isCloseTo(expected.get(p), within(1e-5f * largest));
    }
  }
}
