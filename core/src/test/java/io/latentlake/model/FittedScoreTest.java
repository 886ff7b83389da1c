package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores that learn from normal images, each against a second route. */
class FittedScoreTest {
  private static final ImageShape SHAPE = Models.ODD;
  private static final int IMAGES = 60;

  @TempDir private java.nio.file.Path folder;

  @Test
  void mahalanobisIsTheDistanceUnderTheShrunkCovariance() {
    try (InferenceModel model = fitted("conv-vae", "mahalanobis")) {
      double[][] latents = latents(model, Models.images(IMAGES, SHAPE, 1));
      RealMatrix sample = new Covariance(latents, false).getCovarianceMatrix();
      int units = latents[0].length;
      double trace = sample.getTrace();
      double traceOfSquare = sample.multiply(sample).getTrace();
      double share =
          Math.min(
              1,
              ((1 - 2.0 / units) * traceOfSquare + trace * trace)
                  / ((IMAGES + 1 - 2.0 / units) * (traceOfSquare - trace * trace / units)));
      RealMatrix shrunk = sample.scalarMultiply(1 - share);
      for (int i = 0; i < units; i++) {
        shrunk.addToEntry(i, i, share * trace / units);
      }
      RealMatrix inverse = new LUDecomposition(shrunk).getSolver().getInverse();
      double[] mean =
          IntStream.range(0, units)
              .mapToDouble(i -> Arrays.stream(latents).mapToDouble(z -> z[i]).average().orElse(0))
              .toArray();

      byte[][] others = Models.images(5, SHAPE, 2);
      double[][] unseen = latents(model, others);
      double[] scores = scores(model, "mahalanobis", others);
      for (int image = 0; image < scores.length; image++) {
        double[] from = unseen[image].clone();
        for (int i = 0; i < units; i++) {
          from[i] -= mean[i];
        }
        RealMatrix column = new Array2DRowRealMatrix(from);
        double squared = column.transpose().multiply(inverse).multiply(column).getEntry(0, 0);
        assertThat(scores[image]).isCloseTo(Math.sqrt(squared), within(1e-3 * scores[image]));
      }
    }
  }

  @Test
  void nearestLatentsAreThoseFoundBySorting() {
    try (InferenceModel model = fitted("conv-ae", "latent_knn")) {
      double[][] references = latents(model, Models.images(IMAGES, SHAPE, 1));
      byte[][] others = Models.images(7, SHAPE, 2);
      double[][] unseen = latents(model, others);
      double[] scores = scores(model, "latent_knn", others);
      for (int image = 0; image < scores.length; image++) {
        double[] from = unseen[image];
        double fifth =
            Arrays.stream(references).mapToDouble(z -> distance(z, from)).sorted().toArray()[4];
        assertThat(scores[image]).isCloseTo(fifth, within(1e-5));
      }
    }
  }

  @Test
  void noMoreThanTwoThousandLatentsAreKeptWhateverTheOrder() {
    ScoreFitting fitting = fitting("latent_knn");
    try (InferenceModel model =
        Models.packed(Models.options("linear-ae"), SHAPE).inferenceModel()) {
      byte[][] images = Models.images(2500, SHAPE, 3);
      ScoreFitting.Tally forward = tally(model, fitting, images, 0, 2500);
      ScoreFitting.Tally halves = tally(model, fitting, images, 1300, 2500);
      halves.add(tally(model, fitting, images, 0, 1300));
      float[] kept = forward.result();
      assertThat(kept).hasSize(2000 * 3);
      assertThat(halves.result()).containsExactly(kept, within(1e-5f));
      assertThat(fitting.accepts(2001 * 3, model.options(), SHAPE)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "mean"})
  void residualsAreStandardisedPixelByPixel(String pooling) {
    String name = "standardised_residual_" + pooling;
    try (InferenceModel model = fitted("conv-ae", name)) {
      double[][] normal = residuals(model, Models.images(IMAGES, SHAPE, 1));
      byte[][] others = Models.images(4, SHAPE, 2);
      double[][] unseen = residuals(model, others);
      double[] scores = scores(model, name, others);
      int area = SHAPE.height() * SHAPE.width();
      for (int image = 0; image < scores.length; image++) {
        float[] map = new float[area];
        for (int i = 0; i < SHAPE.values(); i++) {
          int value = i;
          double[] column = Arrays.stream(normal).mapToDouble(r -> r[value]).toArray();
          double mean = Arrays.stream(column).average().orElseThrow();
          double variance =
              Arrays.stream(column).map(r -> (r - mean) * (r - mean)).average().orElseThrow();
          double z = unseen[image][i] - mean;
          map[i % area] += z * z / (variance + 1 / 65025.0) / SHAPE.channels();
        }
        float[] blurred =
            GaussianBlur.ofDeviation(1).blur(new ImageShape(1, SHAPE.height(), SHAPE.width()), map);
        double expected =
            pooling.equals("mean")
                ? IntStream.range(0, area).mapToDouble(i -> blurred[i]).average().orElseThrow()
                : IntStream.range(0, area).mapToDouble(i -> blurred[i]).max().orElseThrow();
        assertThat(scores[image]).isCloseTo(expected, within(1e-3 * expected));
      }
    }
  }

  @Test
  void defectAndSsimAreAddedInDeviationsOfNormalImages() {
    try (InferenceModel model = fitted("restoring-ae", "defect_and_ssim")) {
      byte[][] others = Models.images(4, SHAPE, 2);
      double[] expected = new double[others.length];
      for (String part : List.of("defect_top", "ssim_mean")) {
        double[] normal = scores(model, part, Models.images(IMAGES, SHAPE, 1));
        double mean = StatUtils.mean(normal);
        // with what keeps scores from being divided by next to nothing
        double deviation = Math.sqrt(StatUtils.populationVariance(normal, mean) + 1e-8);
        double[] scores = scores(model, part, others);
        Arrays.setAll(expected, image -> expected[image] + (scores[image] - mean) / deviation);
      }
      assertThat(scores(model, "defect_and_ssim", others)).containsExactly(expected, within(1e-4));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "conv-vae, mahalanobis",
    "conv-vae, latent_knn",
    "conv-vae, standardised_residual_top",
    "restoring-ae, defect_and_ssim"
  })
  void whatWasLearntDoesNotDependOnHowImagesWereSpread(String kind, String name) {
    ScoreFitting fitting = fitting(name);
    try (InferenceModel model = Models.packed(Models.options(kind), SHAPE).inferenceModel()) {
      byte[][] images = Models.images(IMAGES, SHAPE, 5);
      float[] whole = tally(model, fitting, images, 0, IMAGES).result();
      ScoreFitting.Tally parts = fitting.tally(model.options(), SHAPE);
      for (int from : new int[] {40, 7, 0}) {
        int to = from == 40 ? IMAGES : from == 7 ? 40 : 7;
        parts.add(tally(model, fitting, images, from, to));
      }
      float[] merged = parts.result();
      assertThat(merged).hasSameSizeAs(whole);
      for (int i = 0; i < whole.length; i++) {
        assertThat(merged[i]).isCloseTo(whole[i], within(1e-5f * Math.max(1, Math.abs(whole[i]))));
      }
      assertThatThrownBy(() -> fitting.tally(model.options(), SHAPE).result())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no ");
    }
  }

  @Test
  void thePackageKeepsWhatWasLearntAndSaysWhatItLacks() {
    ModelPackage plain = Models.packed(Models.options("conv-ae"), SHAPE);
    ScoreFitting fitting = fitting("mahalanobis");
    float[] learnt = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    String uri = folder.resolve("m").toString();
    Configuration hadoop = new Configuration();
    plain.withFitted(Map.of(fitting.name(), learnt)).write(hadoop, uri);
    try (InferenceModel read = ModelPackage.read(hadoop, uri).inferenceModel()) {
      assertThat(read.fitted(fitting)).containsExactly(learnt);
    }
    try (InferenceModel model = plain.inferenceModel()) {
      assertThatThrownBy(() -> scores(model, "mahalanobis", Models.images(1, SHAPE, 1)))
          .isInstanceOf(IncompatibleModelException.class)
          .hasMessageContaining("model.zip of model m lacks fitted/latent_gaussian.bin");
    }
    try (InferenceModel model =
        plain.withFitted(Map.of(fitting.name(), new float[8])).inferenceModel()) {
      assertThatThrownBy(() -> scores(model, "mahalanobis", Models.images(1, SHAPE, 1)))
          .isInstanceOf(IncompatibleModelException.class)
          .hasMessageContaining("has too few or too many numbers of fitted/latent_gaussian.bin");
    }
  }

  private static InferenceModel fitted(String kind, String score) {
    ModelPackage plain = Models.packed(Models.options(kind), SHAPE);
    ScoreFitting fitting = fitting(score);
    try (InferenceModel model = plain.inferenceModel()) {
      byte[][] images = Models.images(IMAGES, SHAPE, 1);
      float[] learnt = tally(model, fitting, images, 0, IMAGES).result();
      return plain.withFitted(Map.of(fitting.name(), learnt)).inferenceModel();
    }
  }

  private static ScoreFitting fitting(String score) {
    return AnomalyScore.named(score).orElseThrow().fitting().orElseThrow();
  }

  private static ScoreFitting.Tally tally(
      InferenceModel model, ScoreFitting fitting, byte[][] images, int from, int to) {
    ScoreFitting.Tally tally = fitting.tally(model.options(), SHAPE);
    for (int start = from; start < to; start += 500) {
      int end = Math.min(to, start + 500);
      byte[][] some = Arrays.copyOfRange(images, start, end);
      String[] ids = IntStream.range(start, end).mapToObj(i -> "i" + i).toArray(String[]::new);
      tally.add(ids, model.reconstructions(model.input(some)));
    }
    return tally;
  }

  private static double[] scores(InferenceModel model, String name, byte[][] images) {
    return AnomalyScore.named(name)
        .orElseThrow()
        .perImage(model.reconstructions(model.input(images)));
  }

  private static double[][] latents(InferenceModel model, byte[][] images) {
    return model.encode(model.input(images)).mean().toDoubleMatrix();
  }

  private static double[][] residuals(InferenceModel model, byte[][] images) {
    double[] wanted = OffHeap.read(model.input(images));
    double[] made = OffHeap.read(model.reconstruct(model.input(images)));
    double[][] residuals = new double[images.length][SHAPE.values()];
    for (int i = 0; i < made.length; i++) {
      residuals[i / SHAPE.values()][i % SHAPE.values()] = made[i] - wanted[i];
    }
    return residuals;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
