package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.image.StructuralSimilarity;
import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class AnomalyScoreTest {
  private static final ImageShape SHAPE = Models.ODD;

  @ParameterizedTest
  @CsvSource({
    "conv-ae,bce,reconstruction_error,nats",
    "conv-ae,squared-error,reconstruction_error,squared pixel values",
    "conv-vae,bce,negative_elbo_nats,nats",
    "conv-vae,squared-error,negative_elbo_nats,nats",
  })
  void autoIsWhatTheModelWasTrainedOn(String kind, String loss, String name, String unit) {
    ModelOptions options = Models.options(kind, 3, loss);
    assertThat(options.score().name()).isEqualTo(name);
    assertThat(options.score().unit(options)).isEqualTo(unit);
    try (InferenceModel model = Models.packed(options, SHAPE).inferenceModel()) {
      INDArray x = model.input(Models.images(4, SHAPE, 11));
      Reconstructions found = model.reconstructions(x);
      double[] expected = model.reconstructionError(x, found.decoded());
      if (options.variational()) {
        double[] kl = found.klNats();
        // a squared error is that of a Gaussian of variance 1/2
        double constant = loss.equals("bce") ? 0 : SHAPE.values() * Math.log(Math.PI) / 2;
        for (int i = 0; i < expected.length; i++) {
          expected[i] += kl[i] + constant;
        }
      }
      assertThat(model.anomalyScore().perImage(found)).containsExactly(expected, within(1e-6));
    }
  }

  @Test
  void defectScoresPoolTheBlurredMapOfDefects() {
    ModelOptions options = Models.options("restoring-ae");
    try (InferenceModel model = Models.packed(options, SHAPE).inferenceModel()) {
      Reconstructions found = model.reconstructions(model.input(Models.images(3, SHAPE, 13)));
      double[] logits = OffHeap.read(found.defects().orElseThrow());
      int area = SHAPE.height() * SHAPE.width();
      for (int image = 0; image < 3; image++) {
        double[][] map = new double[SHAPE.height()][SHAPE.width()];
        for (int pixel = 0; pixel < area; pixel++) {
          map[pixel / SHAPE.width()][pixel % SHAPE.width()] =
              1 / (1 + Math.exp(-logits[image * area + pixel]));
        }
        double[] blurred = blurred(map).sorted().toArray();
        double[] expected = {
          Arrays.stream(blurred).average().orElseThrow(),
          blurred[area - 1],
          // a hundredth of 70 pixels is one
          blurred[area - 1]
        };
        int at = 0;
        for (String name : List.of("defect_mean", "defect_peak", "defect_top")) {
          AnomalyScore score = AnomalyScore.named(name).orElseThrow();
          assertThat(score.perImage(found)[image]).isCloseTo(expected[at++], within(1e-5));
          assertThat(score.fits(ModelKind.named("conv-ae"))).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bce", "squared-error"})
  void squaredErrorsAndTheirPeakFollowFromTheReconstruction(String loss) {
    ModelOptions options = Models.options("conv-ae", 3, loss);
    try (InferenceModel model = Models.packed(options, SHAPE).inferenceModel()) {
      INDArray x = model.input(Models.images(3, SHAPE, 12));
      double[] wanted = OffHeap.read(x);
      double[] made = OffHeap.read(model.reconstruct(x));
      double[] sums = new double[3];
      double[][][] residuals = new double[3][SHAPE.height()][SHAPE.width()];
      for (int i = 0; i < made.length; i++) {
        double squared = (made[i] - wanted[i]) * (made[i] - wanted[i]);
        sums[i / SHAPE.values()] += squared;
        int pixel = i % (SHAPE.height() * SHAPE.width());
        residuals[i / SHAPE.values()][pixel / SHAPE.width()][pixel % SHAPE.width()] +=
            squared / SHAPE.channels();
      }
      double[] peaks = new double[3];
      for (int image = 0; image < 3; image++) {
        peaks[image] = blurred(residuals[image]).max().orElseThrow();
      }

      Reconstructions found = model.reconstructions(x);
      assertThat(AnomalyScore.named("squared_error").orElseThrow().perImage(found))
          .containsExactly(sums, within(1e-3));
      assertThat(AnomalyScore.named("residual_peak").orElseThrow().perImage(found))
          .containsExactly(peaks, within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"squared_error", "residual_peak", "residual_top", "ssim_mean", "ssim_top"})
  void whatComparesPicturesScoresAnyReconstructionAlike(String name) {
    PictureScore score = (PictureScore) AnomalyScore.named(name).orElseThrow();
    try (InferenceModel model =
        Models.packed(Models.options("conv-ae", 3, "bce"), SHAPE).inferenceModel()) {
      INDArray x = model.input(Models.images(3, SHAPE, 12));
      Reconstructions found = model.reconstructions(x);
      double[] wanted = OffHeap.read(x);
      double[] made = found.pixels();
      double[] scores = score.perImage(found);
      for (int image = 0; image < 3; image++) {
        int from = image * SHAPE.values();
        double[] one = Arrays.copyOfRange(wanted, from, from + SHAPE.values());
        double[] other = Arrays.copyOfRange(made, from, from + SHAPE.values());
        assertThat(score.of(SHAPE, one, other))
            .isCloseTo(scores[image], within(1e-5 * scores[image]));
        assertThat(score.of(SHAPE, one, one)).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void structuralScoresPoolTheBlurredDissimilarityOfAllChannels() {
    ModelOptions options = Models.options("conv-ae", 3, "squared-error");
    try (InferenceModel model = Models.packed(options, SHAPE).inferenceModel()) {
      INDArray x = model.input(Models.images(1, SHAPE, 12));
      Reconstructions found = model.reconstructions(x);
      double[] wanted = OffHeap.read(x);
      double[] made = found.pixels();
      int area = SHAPE.height() * SHAPE.width();
      double[][] map = new double[SHAPE.height()][SHAPE.width()];
      for (int channel = 0; channel < SHAPE.channels(); channel++) {
        double[] alike =
            new StructuralSimilarity(SHAPE.height(), SHAPE.width())
                .map(
                    Arrays.copyOfRange(wanted, channel * area, (channel + 1) * area),
                    Arrays.copyOfRange(made, channel * area, (channel + 1) * area));
        for (int i = 0; i < area; i++) {
          map[i / SHAPE.width()][i % SHAPE.width()] += (1 - alike[i]) / SHAPE.channels();
        }
      }
      double[] blurred = blurred(map).sorted().toArray();
      assertThat(AnomalyScore.named("ssim_mean").orElseThrow().perImage(found)[0])
          .isCloseTo(Arrays.stream(blurred).average().orElseThrow(), within(1e-5));
      // a hundredth of 70 pixels is one
      assertThat(AnomalyScore.named("ssim_top").orElseThrow().perImage(found)[0])
          .isCloseTo(blurred[area - 1], within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bce", "squared-error"})
  void crossEntropyExcessIsZeroForAPerfectReconstructionOfAnyShade(String loss) {
    ModelOptions options = Models.options("conv-ae", 3, loss);
    try (InferenceModel model = Models.packed(options, SHAPE).inferenceModel()) {
      INDArray x = model.input(Models.images(4, SHAPE, 14));
      double[] wanted = OffHeap.read(x);
      double[] made = OffHeap.read(model.reconstruct(x));
      double[] expected = new double[4];
      for (int i = 0; i < made.length; i++) {
        double q = Math.max(1e-6, Math.min(1 - 1e-6, made[i]));
        double crossEntropy = -wanted[i] * Math.log(q) - (1 - wanted[i]) * Math.log(1 - q);
        expected[i / SHAPE.values()] += crossEntropy - entropy(wanted[i]);
      }
      AnomalyScore score = AnomalyScore.named("cross_entropy_excess").orElseThrow();
      Reconstructions found = model.reconstructions(x);
      assertThat(score.perImage(found)).containsExactly(expected, within(1e-3));
      INDArray shades = loss.equals("bce") ? logits(x) : x;
      Reconstructions perfect =
          new Reconstructions(model, List.of(), x, found.posterior(), shades, Optional.empty());
      assertThat(score.perImage(perfect)).containsExactly(new double[4], within(1e-2));
    }
  }

  @Test
  void aScoreThatDrawsLatentsNeedsTheIdsThatDrawsAreKeyedBy() {
    AnomalyScore score = AnomalyScore.named("negative_log_likelihood").orElseThrow();
    assertThat(score.fits(ModelKind.named("conv-ae"))).isFalse();
    try (InferenceModel model = Models.packed(Models.options("conv-vae"), SHAPE).inferenceModel()) {
      byte[][] images = Models.images(1, SHAPE, 14);
      INDArray x = model.input(new byte[][] {images[0], images[0], images[0]});
      double[] scores =
          score.perImage(model.reconstructions(new String[] {"here", "there", "here"}, x));
      assertThat(scores[2]).isEqualTo(scores[0]).isNotEqualTo(scores[1]);
      Reconstructions unnamed = model.reconstructions(x);
      assertThatThrownBy(() -> score.perImage(unnamed))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the images have no ids, which draws are keyed by");
    }
  }

  private static INDArray logits(INDArray shades) {
    double[] values = OffHeap.read(shades);
    INDArray logits = shades.dup();
    OffHeap.write(
        Arrays.stream(values)
            .map(v -> Math.max(-15, Math.min(15, Math.log(v / (1 - v)))))
            .toArray(),
        logits);
    return logits;
  }

  private static double entropy(double p) {
    return p == 0 || p == 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  }

  /** By a sum over all pixels for each: a Gaussian of deviation 1 that ends after three. */
  private static DoubleStream blurred(double[][] map) {
    DoubleStream.Builder blurred = DoubleStream.builder();
    for (int row = 0; row < map.length; row++) {
      for (int column = 0; column < map[0].length; column++) {
        double sum = 0;
        double weights = 0;
        for (int y = 0; y < map.length; y++) {
          for (int x = 0; x < map[0].length; x++) {
            int down = y - row;
            int right = x - column;
            if (Math.abs(down) <= 3 && Math.abs(right) <= 3) {
              double weight = Math.exp(-0.5 * (down * down + right * right));
              sum += weight * map[y][x];
              weights += weight;
            }
          }
        }
        blurred.add(sum / weights);
      }
    }
    return blurred.build();
  }

  @Test
  void validationImagesDecideWhatSuitsAKindUnlessAScoreIsNamed() {
    ModelOptions restoring = Options.of(ModelOptions.class, "kind=restoring-ae");
    assertThat(restoring.score().name()).isEqualTo("defect_top");
    assertThat(restoring.withUsualScoreOfValidated().score().name()).isEqualTo("defect_and_ssim");
    ModelOptions named =
        Options.of(ModelOptions.class, "kind=restoring-ae", "anomaly-score=defect_top");
    assertThat(named.withUsualScoreOfValidated()).isEqualTo(named);
    ModelOptions plain = Options.of(ModelOptions.class, "kind=conv-ae");
    assertThat(plain.withUsualScoreOfValidated()).isEqualTo(plain);
  }

  @Test
  void scoresThatAModelCannotHaveAreRefused() {
    assertThatThrownBy(
            () ->
                Options.of(ModelOptions.class, "kind=conv-ae", "anomaly-score=negative_elbo_nats"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "model.anomaly-score is negative_elbo_nats; allowed: what a conv-ae can be scored by:"
                + " auto, select, cross_entropy_excess, latent_knn, mahalanobis,"
                + " reconstruction_error, residual_peak, residual_top, squared_error, ssim_mean,"
                + " ssim_top, standardised_residual_mean,");
    assertThatThrownBy(
            () -> Options.of(ModelOptions.class, "latent=600", "anomaly-score=mahalanobis"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "model.latent is 600; allowed: at most 512 with model.anomaly-score: mahalanobis");
    assertThatThrownBy(() -> Options.of(ModelOptions.class, "anomaly-score=peak"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found peak, allowed is one of auto, select, cross_entropy_excess,");
  }
}
