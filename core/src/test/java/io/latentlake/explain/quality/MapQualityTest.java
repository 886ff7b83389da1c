package io.latentlake.explain.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplainedFunction;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.Requests;
import io.latentlake.explain.ToyFunction;
import io.latentlake.image.ImageShape;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MapQualityTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final double[] WEIGHTS = weights();

  private static double[] weights() {
    double[] weights = new double[64];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = j == 9 || j == 10 ? 5 : 0.01 * (j % 7);
    }
    return weights;
  }

  @Test
  void theGradientOfALinearFunctionForetellsEveryPerturbation() {
    ImageQuality quality = quality("saliency", ToyFunction.linear(WEIGHTS));

    assertThat(quality.infidelity()).hasValueCloseTo(0.0, within(1e-6));
    assertThat(quality.infidelityScaled()).hasValueCloseTo(0.0, within(1e-6));
    assertThat(quality.maxSensitivity()).hasValueCloseTo(0.0, within(1e-9));
    assertThat(quality.completenessGap()).isEmpty();
  }

  @Test
  void aMapOfTheWrongScaleIsOnlyRawInfidel() {
    // x·w differs from w by x = ½ nearly everywhere, which scaling mends
    ImageQuality quality = quality("input-x-gradient", ToyFunction.linear(WEIGHTS));

    assertThat(quality.infidelity().getAsDouble()).isGreaterThan(0.01);
    assertThat(quality.infidelityScaled().getAsDouble()).isLessThan(0.001);
  }

  @Test
  void integratedGradientsOfALinearFunctionAreComplete() {
    assertThat(quality("integrated-gradients", ToyFunction.linear(WEIGHTS)).completenessGap())
        .hasValueCloseTo(0.0, within(1e-6));
  }

  @Test
  void deletingWhatCountsMostTakesTheNumberDownSooner() {
    ImageQuality quality = quality("ablation", ToyFunction.quadratic());

    assertThat(quality.deletionArea().getAsDouble())
        .isLessThan(quality.randomDeletionArea().getAsDouble());
    assertThat(quality.insertionArea().getAsDouble())
        .isGreaterThan(quality.deletionArea().getAsDouble());
    assertThat(quality.codeShiftArea().getAsDouble()).isPositive();
  }

  @Test
  void anAreaIsTheMeanOfTheCurve() {
    // a linear function with all its weight on one pixel, which goes first: in every step the
    // number is that of the blurred image, and that of the image when the pixel is inserted
    double[] one = new double[64];
    one[20] = 1;
    ImageQuality quality = quality("saliency", ToyFunction.linear(one));

    float[] blurred = Baseline.BLURRED.of(request(ToyFunction.linear(one))).rows()[0];
    assertThat(quality.deletionArea()).hasValueCloseTo((double) blurred[20], within(1e-6));
    assertThat(quality.insertionArea()).hasValueCloseTo(1.0, within(1e-6));
    assertThat(quality.gini()).hasValueCloseTo(1 - 1 / 64.0, within(1e-6));
  }

  @Test
  void theCodeShiftIsTheMeanDistanceFromTheCodeOfTheWhole() {
    // The codes of the toy model are the pixels: (1, 1) becomes (1, 0), then (0, 0), so that it has
    // moved by 1/√2 of its length, then by all of it
    ImageShape two = new ImageShape(1, 1, 2);
    ExplanationRequest request =
        Requests.of(ToyFunction.linear(1, 1), new Pixels(two, new float[][] {{1, 1}, {0, 0}}), 4);

    OptionalDouble[] areas =
        new PixelRemoval(request, Baseline.BLACK, 2).codeShiftAreas(new int[][] {{1, 0}, {1, 0}});

    assertThat(areas[0]).hasValueCloseTo((Math.sqrt(0.5) + 1) / 2, within(1e-6));
    // a code of length 0 has no share of it
    assertThat(areas[1]).isEmpty();
  }

  @Test
  void aMapThatIsTheSameWithoutTrainingSaysSo() {
    Attributor saliency = saliency();
    MapQuality quality = new MapQuality(saliency, Options.of(QualityOptions.class));
    ExplanationRequest trained = request(ToyFunction.linear(WEIGHTS));
    double[] reversed = new double[64];
    for (int j = 0; j < 64; j++) {
      reversed[j] = 10 - WEIGHTS[j];
    }

    assertThat(quality.measure(trained, trained).get(0).randomisationCorrelation())
        .hasValueCloseTo(1.0, within(1e-9));
    assertThat(
            quality
                .measure(trained, request(ToyFunction.linear(reversed)))
                .get(0)
                .randomisationCorrelation())
        .hasValueCloseTo(-1.0, within(1e-9));
  }

  @Test
  void theCostIsForetold() {
    ToyFunction function = ToyFunction.quadratic();
    MapQuality quality = new MapQuality(saliency(), Options.of(QualityOptions.class));

    quality.measure(request(function), request(ToyFunction.quadratic()));

    // the codes and the untrained network are not this function's
    assertThat(function.passes()).isLessThanOrEqualTo(quality.passes(1));
    assertThat(function.passes()).isGreaterThan(quality.passes(1) / 2);
  }

  private static Attributor saliency() {
    return AttributionMethod.named("saliency").attributor(Options.of(ExplainOptions.class));
  }

  private static ImageQuality quality(String method, ExplainedFunction function) {
    ExplainOptions options = Options.of(ExplainOptions.class);
    MapQuality quality =
        new MapQuality(
            AttributionMethod.named(method).attributor(options),
            Options.of(QualityOptions.class, "steps=8"));
    return quality.measure(request(function), request(function)).get(0);
  }

  private static ExplanationRequest request(ExplainedFunction function) {
    float[] half = new float[64];
    Arrays.fill(half, 0.5f);
    // uneven, so that a blur changes it
    half[20] = 1;
    half[0] = 1;
    return Requests.of(function, new Pixels(SHAPE, new float[][] {half}), 16);
  }
}
