package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import io.latentlake.model.target.Targets;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionQualityTable;
import io.latentlake.table.AttributionQualityTable.Measure;
import io.latentlake.table.AttributionsTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maps that draw at random, compare with other images or explain numbers without a gradient. */
class DrawnAndComparedMapsTest {
  private static final int IMAGES = 13;
  private static final long SEED = 42;
  private static final SparkSession SPARK = LocalSpark.session();
  private static ModelPackage vae;
  private static ModelPackage linearAe;

  @BeforeAll
  static void train() {
    vae = TinyModels.trained("conv-vae");
    linearAe = TinyModels.trained("linear-ae");
  }

  @ParameterizedTest
  @CsvSource({
    "expected-gradients, reconstruction_error",
    "integrated-gradients, reconstruction_error",
    "standardised-residual, reconstruction_error",
    "smoothgrad, negative_elbo",
    "rise, label_free_cosine",
    "ablation, score_ssim_mean",
    "kernel-shap, anomaly_score",
    "lime, latent_2",
    "shapley-sampling, reconstruction_error",
    "counterfactual, anomaly_score",
    "posterior-uncertainty, kl",
    "latent-traversal, latent_1"
  })
  void aMapDependsOnNeitherPartitionsNorMinibatch(String method, String target) {
    List<Row> rows = maps(vae(), images().coalesce(1), method, target);
    List<Row> others = maps(vae(), images().repartition(3), method, target, "passes-per-batch=5");

    assertThat(others).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      List<Float> map = map(rows.get(i));
      float largest = map.stream().map(Math::abs).max(Float::compare).orElseThrow();
      for (int p = 0; p < map.size(); p++) {
        assertThat(map(others.get(i)).get(p)).isCloseTo(map.get(p), within(1e-4f * largest));
      }
    }
    // an image's own id decides its draws: maps of different images differ
    assertThat(rows.stream().map(DrawnAndComparedMapsTest::map).distinct().count())
        .isGreaterThan(1);
  }

  @Test
  void theLabelFreeProductIsThatWithTheCodeOfTheImageItself() {
    List<Row> maps =
        maps(
            linearAe,
            images(),
            "integrated-gradients",
            "label_free",
            "integrated-gradients.baseline=black",
            // several images share a batch, so that each has to find its own code
            "passes-per-batch=128");

    try (InferenceModel model = linearAe.inferenceModel()) {
      float[] black = code(model, new byte[TinyModels.SHAPE.values()]);
      for (Row row : maps) {
        float[] code = code(model, TinyModels.pixels(IMAGES)[number(row)]);
        double rise = 0;
        for (int unit = 0; unit < code.length; unit++) {
          rise += code[unit] * ((double) code[unit] - black[unit]);
        }
        double sum = map(row).stream().mapToDouble(Float::doubleValue).sum();
        assertThat(sum).isCloseTo(rise, within(1e-3 * (1 + Math.abs(rise))));
      }
    }
  }

  @Test
  void onlyImagesAboveTheThresholdHaveToChange() {
    List<Row> scores =
        sorted(
            new InferencePass(images(), vae(), SPARK.sparkContext().longAccumulator())
                .score(Options.of(ScoreOptions.class), SEED));
    List<Row> maps = maps(vae(), images(), "counterfactual", "anomaly_score");

    long changed = 0;
    for (int i = 0; i < IMAGES; i++) {
      boolean anomaly = scores.get(i).getAs("is_anomaly");
      boolean same = map(maps.get(i)).stream().allMatch(value -> value == 0);
      assertThat(same).isEqualTo(!anomaly);
      changed += same ? 0 : 1;
    }
    assertThat(changed).isBetween(1L, IMAGES - 1L);
  }

  @Test
  void theQualityOfAMapDependsOnNeitherPartitionsNorMinibatch() {
    List<Row> rows = quality(images().coalesce(1));
    List<Row> others = quality(images().repartition(3), "passes-per-batch=7");

    for (int i = 0; i < IMAGES; i++) {
      for (Measure measure : Measure.values()) {
        Double value = rows.get(i).getAs(measure.column());
        if (value == null) {
          assertThat(others.get(i).<Double>getAs(measure.column())).isNull();
        } else {
          assertThat(others.get(i).<Double>getAs(measure.column()))
              .as(measure.column())
              .isCloseTo(value, within(1e-3 * (1 + Math.abs(value))));
        }
      }
      assertThat(rows.get(i).<Double>getAs("randomisation_correlation")).isLessThan(0.9);
      assertThat(rows.get(i).<Double>getAs("mask_auroc")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "counterfactual | anomaly_score | it brings the score under a threshold, which model",
        "occlusion | score_latent_knn | has not learnt what latent_knn needs",
        "occlusion | score_negative_log_likelihood | draws latents for negative_log_likelihood"
      })
  void whatTheModelLacksIsRefusedBeforeAnyWork(String method, String target, String reason) {
    assertThatThrownBy(() -> explain(vae, images(), method, target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void latentsOfANetworkThatNeedsTheImageAreNotMoved() {
    ModelPackage restoring = TinyModels.untrained("restoring-ae");

    assertThatThrownBy(() -> explain(restoring, images(), "latent-traversal", "latent_0"))
        .hasMessageContaining("decoder of model restoring-ae needs the image as well");
  }

  /** With a threshold that some of the images are above. */
  private static ModelPackage vae() {
    double[] scores =
        sorted(
                new InferencePass(images(), vae, SPARK.sparkContext().longAccumulator())
                    .score(Options.of(ScoreOptions.class), SEED))
            .stream()
            .mapToDouble(row -> row.<Double>getAs("anomaly_score"))
            .toArray();
    return vae.withThreshold(Threshold.of(vae.options().score().name(), scores, 0.5, "validation"));
  }

  private static float[] code(InferenceModel model, byte[] pixels) {
    return OffHeap.rows(model.encode(model.input(new byte[][] {pixels})).mean())[0];
  }

  private static int number(Row row) {
    return List.of(TinyModels.ids(IMAGES)).indexOf(row.getString(0));
  }

  private static Dataset<Row> images() {
    return TinyModels.images(SPARK, IMAGES);
  }

  private static Dataset<Row> explain(
      ModelPackage model, Dataset<Row> images, String method, String target, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    for (String drawn :
        List.of("rise", "lime", "kernel-shap", "smoothgrad", "expected-gradients")) {
      all.add(drawn + ".samples=12");
    }
    all.add("kernel-shap.segments.per-side=2");
    all.add("lime.segments.per-side=2");
    all.add("shapley-sampling.segments.per-side=3");
    all.add("counterfactual.segments.per-side=4");
    all.add("integrated-gradients.steps=16");
    return new InferencePass(images, model, SPARK.sparkContext().longAccumulator())
        .explain(
            method,
            Targets.parse(target),
            Options.of(ExplainOptions.class, all.toArray(String[]::new)),
            references(),
            SEED);
  }

  private static ReferenceImages references() {
    return ReferenceSelection.of(images(), TinyModels.SHAPE, List.of(), 4, SEED);
  }

  private static List<Row> maps(
      ModelPackage model, Dataset<Row> images, String method, String target, String... overrides) {
    return sorted(explain(model, images, method, target, overrides));
  }

  private static List<Row> quality(Dataset<Row> images, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.addAll(List.of("quality.draws=2", "quality.steps=4"));
    Dataset<Row> rows =
        new InferencePass(images, vae, SPARK.sparkContext().longAccumulator())
            .quality(
                "saliency",
                Targets.RECONSTRUCTION_ERROR,
                Options.of(ExplainOptions.class, all.toArray(String[]::new)),
                references(),
                SEED);
    assertThat(rows.columns()).containsExactly(AttributionQualityTable.SCHEMA.fieldNames());
    return sorted(rows);
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows.collectAsList());
    sorted.sort(Comparator.comparing(row -> row.getString(0)));
    return sorted;
  }

  private static List<Float> map(Row row) {
    return row.getList(row.fieldIndex(AttributionsTable.ATTRIBUTION));
  }
}
