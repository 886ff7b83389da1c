package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.ConfigurationException;
import io.latentlake.image.ImageShape;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.PictureScore;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final byte[] EMPTY = {0, 0, 0, 0};
  private static final byte[] CORNER = {1, 0, 0, 0};
  private static final EvaluateOptions OPTIONS =
      new EvaluateOptions(List.of("good", "fine"), true, EvaluateOptions.PcaBaseline.FALSE);
  private static final NormalLabels NORMAL = new NormalLabels(List.of("good", "fine"), "");

  @Test
  void labelsAndMasksSayWhatIsAnomalous() {
    List<Row> images =
        List.of(
            image("a", "test", "good", null, 0),
            image("b", "test", "fine", EMPTY, 0),
            image("c", "test", "hole", null, 0),
            image("d", "test", "good", CORNER, 0),
            image("e", "test", null, CORNER, 0),
            image("f", "test", null, null, 0),
            image("g", "other", null, null, 0));

    List<Row> truth =
        GroundTruth.of(images(images), NORMAL.labels())
            .select(ImagesTable.IMAGE_ID, GroundTruth.KIND)
            .sort(ImagesTable.IMAGE_ID)
            .collectAsList();

    // of g nothing is known: it has no label, and no mask in its split says what anomalies look
    // like
    assertThat(truth)
        .containsExactly(
            RowFactory.create("a", null),
            RowFactory.create("b", null),
            RowFactory.create("c", "hole"),
            RowFactory.create("d", "anomaly"),
            RowFactory.create("e", "anomaly"),
            RowFactory.create("f", null));
  }

  @Test
  void everyFigureEqualsTheOneWorkedByHand() {
    Dataset<Row> images =
        images(
            List.of(
                image("t0", "train", "good", null, 100),
                image("t1", "train", "good", null, 200),
                image("n0", "test", "good", null, 100),
                image("n1", "test", "good", null, 210),
                image("h0", "test", "hole", CORNER, 150),
                image("s0", "test", "stain", CORNER, 255)));
    Dataset<Row> scores =
        scores(
            List.of(
                score("t0", "train", 1, false),
                score("t1", "train", 2, false),
                score("n0", "test", 1, false),
                score("n1", "test", 3, true),
                score("h0", "test", 3, true),
                score("s0", "test", 5, true)));

    List<Metric> metrics =
        new Evaluation(OPTIONS, NORMAL, Optional.empty())
            .measure(images, scores, Optional.empty(), Progress.NONE);

    // the hole beats one normal image and ties with the other; the stain beats both
    assertThat(value(metrics, "auroc", "all")).isEqualTo(3.5 / 4);
    assertThat(value(metrics, "auroc", "hole")).isEqualTo(1.5 / 2);
    assertThat(value(metrics, "auroc", "stain")).isEqualTo(1);
    assertThat(value(metrics, "average_precision", "all"))
        .isCloseTo((1 + 2 / 3.0) / 2, within(1e-15));
    // the mean image is 150: the hole is on it, the stain is farther off than either normal image
    assertThat(value(metrics, "auroc_mean_image_baseline", "all")).isEqualTo(0.5);
    assertThat(value(metrics, "auroc_mean_image_baseline", "hole")).isZero();
    assertThat(value(metrics, "false_positive_rate", "all")).isEqualTo(0.5);
    assertThat(value(metrics, "true_positive_rate", "all")).isEqualTo(1);
    assertThat(value(metrics, "precision", "all")).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(value(metrics, "f1", "all")).isCloseTo(0.8, within(1e-15));
    assertThat(value(metrics, "threshold", "all")).isEqualTo(2);
    // above 4 only the stain is found, above 2 both anomalies and one false alarm
    assertThat(value(metrics, "threshold_from_labels", "all")).isEqualTo(2);
    assertThat(value(metrics, "f1_at_threshold_from_labels", "all")).isCloseTo(0.8, within(1e-15));
    assertThat(metrics)
        .contains(
            new Metric("mean_reconstruction_error", 3, "nats per image", "test", "all", Better.LOW))
        .contains(
            new Metric(
                "mean_squared_error_sum",
                0.75,
                "squared error per image",
                "train",
                "all",
                Better.LOW));
    assertThat(metrics).extracting(Metric::metric).doesNotContain("mean_kl_nats", "auroc_kl_nats");
  }

  @Test
  void whatIsLessLikelyRanksHigher() {
    Dataset<Row> images =
        images(
            List.of(
                image("n0", "test", "good", null, 100),
                image("n1", "test", "good", null, 110),
                image("h", "test", "hole", null, 150)));
    Dataset<Row> scores =
        scores(
                List.of(
                    score("n0", "test", 9, false),
                    score("n1", "test", 1, false),
                    score("h", "test", 3, false)))
            .withColumn(ScoresTable.LOG_LIKELIHOOD_NATS, functions.expr("-reconstruction_error"));

    List<Metric> metrics =
        new Evaluation(OPTIONS, NORMAL, Optional.empty())
            .measure(images, scores, Optional.empty(), Progress.NONE);

    assertThat(value(metrics, "auroc_negative_log_likelihood_nats", "all")).isEqualTo(0.5);
  }

  @Test
  void otherScoresAreRankedByName() {
    Dataset<Row> images =
        images(
            List.of(
                image("n0", "test", "good", null, 100),
                image("n1", "test", "good", null, 110),
                image("h", "test", "hole", null, 150)));
    Dataset<Row> scores =
        scores(
                List.of(
                    score("n0", "test", 2, false),
                    score("n1", "test", 1, false),
                    score("h", "test", 3, false)))
            .withColumn(
                ScoresTable.OTHER_SCORES,
                functions.expr(
                    "map('same', reconstruction_error, 'opposite', -reconstruction_error)"));

    List<Metric> metrics =
        new Evaluation(OPTIONS, NORMAL, Optional.empty())
            .measure(images, scores, Optional.empty(), Progress.NONE);

    assertThat(metrics.stream().filter(metric -> metric.metric().equals("auroc_other_score")))
        .extracting(Metric::slice, Metric::value)
        .containsExactly(tuple("opposite", 0.0), tuple("same", 1.0));
  }

  @Test
  void thePcaIsAlsoRankedByTheModelsOwnScore() {
    ImageShape shape = TinyModels.SHAPE;
    byte[][] pixels = TinyModels.pixels(24);
    List<Row> rows = new ArrayList<>();
    List<Row> scored = new ArrayList<>();
    for (int i = 0; i < pixels.length; i++) {
      String split = i < 16 ? "train" : "test";
      boolean spot = i >= 20;
      if (spot) {
        pixels[i][27] = (byte) (40 * (i - 18));
      }
      rows.add(
          RowFactory.create(
              "i" + i,
              "i" + i,
              split,
              spot ? "spot" : "good",
              shape.height(),
              shape.width(),
              1,
              pixels[i],
              null,
              null,
              1L,
              null,
              8,
              0L,
              null));
      scored.add(score("i" + i, split, i, false));
    }
    ModelPackage model = TinyModels.trained("dense-ae", "anomaly-score=residual_top");
    EvaluateOptions options =
        new EvaluateOptions(List.of("good"), false, EvaluateOptions.PcaBaseline.TRUE);

    List<Metric> metrics =
        new Evaluation(options, NORMAL, Optional.of(model))
            .measure(images(rows), scores(scored), Optional.empty(), Progress.NONE);

    MeanImage mean = MeanImage.of(images(rows), "train").orElseThrow();
    PrincipalComponents pca = PrincipalComponents.of(images(rows), "train", mean, 4);
    PictureScore score = (PictureScore) model.options().score();
    double[] found = new double[pixels.length];
    for (int i = 16; i < pixels.length; i++) {
      found[i] = score.of(shape, PixelRows.values(pixels[i]), pca.reconstruction(pixels[i]));
      double squares = 0;
      double[] left = pca.reconstruction(pixels[i]);
      double[] values = PixelRows.values(pixels[i]);
      for (int p = 0; p < left.length; p++) {
        squares += Math.pow(left[p] - values[p], 2);
      }
      assertThat(pca.squaredErrorSum(pixels[i])).isCloseTo(squares, within(1e-9));
    }
    int won = 0;
    for (int spot = 20; spot < 24; spot++) {
      for (int good = 16; good < 20; good++) {
        won += found[spot] > found[good] ? 1 : 0;
      }
    }
    assertThat(value(metrics, "auroc_pca_baseline_residual_top", "all")).isEqualTo(won / 16.0);
    assertThat(metrics).extracting(Metric::metric).contains("auroc_pca_baseline");
  }

  @Test
  void withoutGroundTruthThereAreMeansOnly() {
    Dataset<Row> images = images(List.of(image("a", "test", "7", null, 9)));
    Dataset<Row> scores = scores(List.of(score("a", "test", 1, true)));
    EvaluateOptions unset = new EvaluateOptions(List.of(), true, EvaluateOptions.PcaBaseline.FALSE);
    NormalLabels normal = NormalLabels.of(images, unset);
    assertThat(normal.labels()).isEmpty();
    assertThat(normal.note()).contains("labels are 7", "set evaluate.normal-labels");
    assertThat(
            new Evaluation(unset, normal, Optional.empty())
                .measure(images, scores, Optional.empty(), Progress.NONE))
        .isNotEmpty()
        .extracting(Metric::metric)
        .doesNotContain(
            "auroc",
            "average_precision",
            "pixel_auroc",
            "false_positive_rate",
            "true_positive_rate",
            "precision",
            "f1",
            "threshold",
            "threshold_from_labels",
            "f1_at_threshold_from_labels");
  }

  @Test
  void withoutNormalImagesOnlyTheAnomaliesThatWereFoundAreCounted() {
    Dataset<Row> images =
        images(
            List.of(image("n", "train", "good", null, 9), image("h", "test", "hole", CORNER, 0)));
    Dataset<Row> scores =
        scores(List.of(score("n", "train", 1, false), score("h", "test", 2, true)));

    List<Metric> metrics =
        new Evaluation(OPTIONS, NORMAL, Optional.empty())
            .measure(images, scores, Optional.empty(), Progress.NONE);

    assertThat(value(metrics, "true_positive_rate", "all")).isEqualTo(1);
    assertThat(metrics)
        .extracting(Metric::metric)
        .contains("false_positive_rate")
        .doesNotContain("f1", "precision", "auroc", "f1_at_threshold_from_labels");
  }

  @Test
  void aNormalLabelIsFoundAmongVeryManyLabels() {
    Dataset<Row> images =
        LocalSpark.session().range(10_001).selectExpr("concat('a', id) as label").toDF();
    Dataset<Row> last = LocalSpark.session().sql("select 'zz' as label");

    NormalLabels normal =
        NormalLabels.of(
            images.union(last),
            new EvaluateOptions(List.of("zz"), true, EvaluateOptions.PcaBaseline.FALSE));

    assertThat(normal.labels()).containsExactly("zz");
    assertThat(normal.note()).isEmpty();
  }

  @Test
  void normalLabelsThatNoImageHasAreRefusedWithTheLabelsThereAre() {
    Dataset<Row> images =
        images(
            List.of(
                image("a", "test", "ok", null, 9),
                image("b", "test", "ko", null, 9),
                image("c", "test", null, null, 9)));
    assertThatThrownBy(() -> NormalLabels.of(images, OPTIONS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("evaluate.normal-labels")
        .hasMessageContaining("[good, fine]")
        .hasMessageContaining("labels are ko, ok");
    NormalLabels partly =
        NormalLabels.of(
            images,
            new EvaluateOptions(List.of("ok", "fine"), true, EvaluateOptions.PcaBaseline.FALSE));
    assertThat(partly.labels()).containsExactly("ok", "fine");
    assertThat(partly.note()).contains("no image is labelled fine");
  }

  @Test
  void commonLabelsForNormalAreFoundInAnyCase() {
    Dataset<Row> images =
        images(
            List.of(
                image("a", "test", "OK", null, 9),
                image("b", "test", "Normal", null, 9),
                image("c", "test", "okay not", null, 9)));
    NormalLabels normal =
        NormalLabels.of(
            images, new EvaluateOptions(List.of(), true, EvaluateOptions.PcaBaseline.FALSE));
    assertThat(normal.labels()).containsExactly("Normal", "OK");
    assertThat(normal.note()).contains("images labelled Normal, OK count as normal");
    assertThat(
            GroundTruth.of(images, normal.labels())
                .filter(functions.col(GroundTruth.KIND).isNotNull())
                .select(ImagesTable.IMAGE_ID)
                .collectAsList())
        .containsExactly(RowFactory.create("c"));
  }

  @Test
  void mapsAreMeasuredAgainstMasksByMethodAndTarget() {
    Dataset<Row> images =
        images(
            List.of(
                image("n", "test", "good", null, 0),
                image("h", "test", "hole", CORNER, 0),
                image("x", "test", "hole", null, 0)));
    Dataset<Row> scores =
        scores(
            List.of(
                score("n", "test", 1, false),
                score("h", "test", 2, true),
                score("x", "test", 2, true)));
    Dataset<Row> maps =
        maps("saliency", "kl", map("n", 0, 0, 0, 3), map("h", -2, 1, -2, 0))
            .union(maps("residual", "kl", map("h", 4, 1, 2, 3), map("x", 9, 9, 9, 9)));

    List<Metric> metrics =
        new Evaluation(OPTIONS, NORMAL, Optional.empty())
            .measure(images, scores, Optional.of(maps), Progress.NONE);

    // absolute values: 2 in the mask against 0 0 0 3 and 1 2 0: five below, one equal, one above
    assertThat(value(metrics, "pixel_auroc", "saliency/kl")).isCloseTo(5.5 / 7, within(1e-15));
    // positive parts: 0 in the mask against 0 0 0 3 and 1 0 0: five equal, two above
    assertThat(value(metrics, "pixel_auroc_positive", "saliency/kl"))
        .isCloseTo(2.5 / 7, within(1e-15));
    // x is anomalous, but nobody says where
    assertThat(value(metrics, "pixel_auroc", "residual/kl")).isEqualTo(1);
  }

  @Test
  void closeValuesAreDistinguished() {
    Dataset<Row> images =
        images(List.of(image("n", "test", "good", null, 0), image("h", "test", "hole", CORNER, 0)));
    Dataset<Row> scores =
        scores(List.of(score("n", "test", 1, false), score("h", "test", 2, true)));
    Dataset<Row> maps = maps("saliency", "kl", map("n", 1, 1, 1, 1), map("h", 1.0001f, 1, 1, 1));

    List<Metric> metrics =
        new Evaluation(OPTIONS, NORMAL, Optional.empty())
            .measure(images, scores, Optional.of(maps), Progress.NONE);

    assertThat(value(metrics, "pixel_auroc", "saliency/kl")).isEqualTo(1);
    assertThat(value(metrics, "pixel_auroc_positive", "saliency/kl")).isEqualTo(1);
  }

  @Test
  void aMapThatIsNoNumberIsRefusedByName() {
    Dataset<Row> images =
        images(List.of(image("n", "test", "good", null, 0), image("h", "test", "hole", CORNER, 0)));
    Dataset<Row> scores =
        scores(List.of(score("n", "test", 1, false), score("h", "test", 2, true)));
    Dataset<Row> maps = maps("saliency", "kl", map("n", 1, 1, 1, 1), map("h", 2, 1, Float.NaN, 1));
    Evaluation evaluation = new Evaluation(OPTIONS, NORMAL, Optional.empty());

    assertThatThrownBy(() -> evaluation.measure(images, scores, Optional.of(maps), Progress.NONE))
        .hasRootCauseInstanceOf(InvalidTableException.class)
        .rootCause()
        .hasMessageContaining("the attribution of h by saliency/kl is NaN at pixel 2 of 4");
  }

  private static double value(List<Metric> metrics, String metric, String slice) {
    return metrics.stream()
        .filter(m -> m.metric().equals(metric) && m.slice().equals(slice))
        .filter(m -> m.split().equals("test"))
        .mapToDouble(Metric::value)
        .reduce((one, other) -> Double.NaN)
        .orElseThrow();
  }

  /** A grey image of 2x2 equal pixels. */
  private static Row image(String id, String split, String label, byte[] mask, int grey) {
    byte[] pixels = {(byte) grey, (byte) grey, (byte) grey, (byte) grey};
    return RowFactory.create(
        id, id, split, label, 2, 2, 1, pixels, mask, null, 1L, null, 8, 0L, null);
  }

  private static Row score(String id, String split, double error, boolean anomaly) {
    return new ScoresTable.Entry(
            id,
            split,
            Optional.empty(),
            error,
            error / 2,
            OptionalDouble.of(error),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            error,
            OptionalDouble.empty(),
            Optional.of(new ScoresTable.Verdict(2, anomaly, anomaly ? 0.9 : 0.1)),
            OptionalLong.empty(),
            Optional.empty())
        .toRow();
  }

  private static Row map(String id, float... attribution) {
    return AttributionsTable.row(
        id, 2, 2, attribution, OptionalDouble.empty(), Optional.empty(), OptionalLong.empty());
  }

  private static Dataset<Row> images(List<Row> rows) {
    return LocalSpark.session().createDataFrame(rows, ImagesTable.SCHEMA);
  }

  private static Dataset<Row> scores(List<Row> rows) {
    return LocalSpark.session().createDataFrame(rows, ScoresTable.SCHEMA);
  }

  private static Dataset<Row> maps(String method, String target, Row... rows) {
    return LocalSpark.session()
        .createDataFrame(List.of(rows), AttributionsTable.SCHEMA)
        .withColumn(AttributionsTable.METHOD, functions.lit(method))
        .withColumn(AttributionsTable.TARGET, functions.lit(target));
  }
}
