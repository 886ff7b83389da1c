package io.latentlake.explain.method;

import static io.latentlake.explain.Requests.attribution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplainedFunction;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.Requests;
import io.latentlake.explain.ToyFunction;
import io.latentlake.image.ImageShape;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Known answers on functions written down by hand. */
class GradientMethodsTest {
  private static final ImageShape PAIR = new ImageShape(1, 1, 2);
  private static final ImageShape FOUR = new ImageShape(1, 2, 2);
  private static final Offset<Float> FLOAT_ROUNDING = within(2e-6f);

  @Test
  void saliencyOfALinearFunctionIsItsWeights() {
    assertThat(map(method("saliency"), ToyFunction.linear(2, -3, 0, 0.5), FOUR, .1f, .2f, .3f, .4f))
        .containsExactly(2, -3, 0, 0.5f);
  }

  @Test
  void inputTimesGradientOfALinearFunctionIsEachPixelsTerm() {
    assertThat(map(method("input-x-gradient"), ToyFunction.linear(2, -4), PAIR, 0.25f, 0.5f))
        .containsExactly(0.5f, -2);
  }

  @Test
  void residualMapIsEachPixelsTerm() {
    assertThat(map(method("residual"), ToyFunction.linear(2, 4), PAIR, 0.25f, 0.5f))
        .containsExactly(0.5f, 2);
  }

  @Test
  void smoothResidualLeavesOutWhatAPerfectReconstructionCosts() {
    ToyFunction atItsLeast = ToyFunction.costing(new double[] {2, 4}, new double[] {2, 4});
    assertThat(map(method("smooth-residual"), atItsLeast, PAIR, 0.25f, 0.5f)).containsExactly(0, 0);

    // the blur keeps the sum, and shares it between both pixels
    ToyFunction above = ToyFunction.costing(new double[] {2, 5}, new double[] {2, 4});
    float[] map = map(method("smooth-residual"), above, PAIR, 0.25f, 0.5f);
    assertThat(map[0] + map[1]).isCloseTo(1, within(1e-6f));
    assertThat(map[1]).isGreaterThan(map[0]);
  }

  @Test
  void residualTimesGradientNeedsBoth() {
    // The toy model reconstructs half of each pixel, so that residuals are halves, too
    ToyFunction function = ToyFunction.linear(2, -4);
    assertThat(map(method("residual-x-gradient"), function, PAIR, 1, 0)[0])
        .isGreaterThan(map(method("residual-x-gradient"), function, PAIR, 0, 0)[0]);

    // the blur keeps the sum: |2|·(½)² + |−4|·(¼)²
    float[] map = map(method("residual-x-gradient"), function, PAIR, 1, 0.5f);
    assertThat(map[0] + map[1]).isCloseTo(0.75f, within(1e-6f));
    assertThat(map[0]).isGreaterThan(map[1]);
    assertThat(map(method("residual-x-gradient"), ToyFunction.linear(0, 0), PAIR, 1, 1))
        .containsExactly(0, 0);
  }

  @Test
  void integratedGradientsOfALinearFunctionAreExactInOneStep() {
    String[] method = integrated(1, "grey");

    assertThat(map(method, ToyFunction.linear(2, -4), PAIR, 0.75f, 0.25f))
        .containsExactly(new float[] {0.5f, 1}, FLOAT_ROUNDING);
  }

  @Test
  void integratedGradientsSeeACauseThatSaturates() {
    // The gradient at (1, 1) is 0; on the path it is 1 for the first half, so each pixel gets 1/2.
    String[] method = integrated(64, "black");

    assertThat(map(method("saliency"), ToyFunction.saturating(), PAIR, 1, 1)).containsExactly(0, 0);
    assertThat(map(method, ToyFunction.saturating(), PAIR, 1, 1))
        .containsExactly(new float[] {0.5f, 0.5f}, FLOAT_ROUNDING);
  }

  @Test
  void integratedGradientsSplitAProductEvenly() {
    // x0² + x1² + x0·x1 from black: the squares go to their pixel, the product is shared.
    String[] method = integrated(2, "black");

    assertThat(map(method, ToyFunction.quadratic(), PAIR, 0.5f, 1))
        .containsExactly(new float[] {0.25f + 0.25f, 1 + 0.25f}, FLOAT_ROUNDING);
  }

  @Test
  void convergenceDeltaIsWhatTheMapLacks() {
    // One midpoint step on min(1, x0 + x1) from black to (0.9, 0.9) sees gradient 1: sum 1.8, not
    // 1.
    String[] method = integrated(1, "black");

    Attribution attribution = attribute(method, ToyFunction.saturating(), PAIR, 0.4f, 0.9f);

    assertThat(attribution.convergenceDelta()).hasValueCloseTo(1.3 - 1, within(1e-6));
  }

  @Test
  void occlusionOfALinearFunctionIsTheTermsUnderTheSquareAveraged() {
    // A row of three, squares of two: {0,1} and {1,2}; the middle pixel gets the mean of both.
    String[] method = occlusion(2, 1, "black");

    assertThat(map(method, ToyFunction.linear(1, 2, 4), new ImageShape(1, 1, 3), 1, 1, 1))
        .containsExactly(new float[] {3, 4.5f, 6}, FLOAT_ROUNDING);
  }

  @Test
  void occlusionReachesTheEdgeWhenTheStrideDoesNotDivideTheImage() {
    // Width 5, window 3, stride 3: squares start at 0 and at 2, so pixel 2 is covered twice.
    String[] method = occlusion(3, 3, "black");

    assertThat(
            map(method, ToyFunction.linear(1, 1, 1, 1, 8), new ImageShape(1, 1, 5), 1, 1, 1, 1, 1))
        .containsExactly(new float[] {3, 3, 6.5f, 10, 10}, FLOAT_ROUNDING);
  }

  @Test
  void aWindowLargerThanTheImageCoversAllOfIt() {
    String[] method = occlusion(9, 2, "white");

    assertThat(map(method, ToyFunction.linear(1, 1), PAIR, 0, 0.5f)).containsExactly(-1.5f, -1.5f);
  }

  @Test
  void mapsSumOverChannels() {
    ImageShape colour = new ImageShape(3, 1, 2);

    assertThat(
            map(
                method("saliency"),
                ToyFunction.linear(1, 2, 10, 20, 100, 200),
                colour,
                0,
                0,
                0,
                0,
                0,
                0))
        .containsExactly(111, 222);
  }

  @Test
  void expectedGradientsOfALinearFunctionAreItsRiseFromTheReferencesDrawn() {
    float[] pixels = {0.25f, 0.5f, 0.75f, 1};
    double[] weights = {2, -3, 1, 0.5};
    float[] map =
        attribution("expected-gradients", ToyFunction.linear(weights), FOUR, pixels, "samples=400")
            .map();

    // the references are black and white, so each pixel shows the same share of white ones
    double white = pixels[0] - map[0] / weights[0];
    assertThat(white).isCloseTo(0.5, within(0.1));
    for (int j = 1; j < map.length; j++) {
      assertThat(map[j]).isCloseTo((float) (weights[j] * (pixels[j] - white)), within(1e-5f));
    }
  }

  @Test
  void expectedGradientsOfASquareAreItsRiseInTheMeanOverTheReferences() {
    // Σ x², from black x², from white x² − 1; the product x₀·x₁ rises by 0.5·1 and 0.5·1 − 1
    float[] pixels = {0.5f, 1};
    double sum = 0;
    for (float value :
        attribution("expected-gradients", ToyFunction.quadratic(), PAIR, pixels, "samples=4000")
            .map()) {
      sum += value;
    }
    double black = 0.25 + 1 + 0.5;
    assertThat(sum).isCloseTo((black + (black - 3)) / 2, within(0.08));
  }

  @Test
  void smoothGradOfALinearFunctionIsItsWeightsOrTheirSquares() {
    float[] pixels = {0.1f, 0.2f, 0.3f, 0.4f};
    ToyFunction linear = ToyFunction.linear(2, -3, 0, 0.5);

    assertThat(attribution("smoothgrad", linear, FOUR, pixels).map())
        .containsExactly(new float[] {2, -3, 0, 0.5f}, FLOAT_ROUNDING);
    assertThat(attribution("smoothgrad", linear, FOUR, pixels, "mean=square").map())
        .containsExactly(new float[] {4, 9, 0, 0.25f}, FLOAT_ROUNDING);
  }

  @Test
  void smoothGradAveragesTheGradientOverTheNoise() {
    // ∂(x₀² + x₁² + x₀x₁) is linear, so its mean is that at the image; its square gains 5σ²
    float[] pixels = {0.5f, 1};
    String samples = "samples=20000";

    float[] mean = attribution("smoothgrad", ToyFunction.quadratic(), PAIR, pixels, samples).map();
    float[] square =
        attribution("smoothgrad", ToyFunction.quadratic(), PAIR, pixels, samples, "mean=square")
            .map();

    assertThat(mean).containsExactly(new float[] {2, 2.5f}, within(0.01f));
    float gain = 5 * 0.15f * 0.15f;
    assertThat(square).containsExactly(new float[] {4 + gain, 6.25f + gain}, within(0.05f));
  }

  private static String[] method(String... nameAndOptions) {
    return nameAndOptions;
  }

  private static String[] integrated(int steps, String baseline) {
    return method(
        "integrated-gradients",
        "integrated-gradients.steps=" + steps,
        "integrated-gradients.baseline=" + baseline);
  }

  private static String[] occlusion(int window, int stride, String baseline) {
    return method(
        "occlusion",
        "occlusion.window=" + window,
        "occlusion.stride=" + stride,
        "occlusion.baseline=" + baseline);
  }

  private static float[] map(
      String[] method, ExplainedFunction function, ImageShape shape, float... pixels) {
    return attribute(method, function, shape, pixels).map();
  }

  private static Attribution attribute(
      String[] method, ExplainedFunction function, ImageShape shape, float... pixels) {
    ExplainOptions options =
        Options.of(ExplainOptions.class, Arrays.copyOfRange(method, 1, method.length));
    List<Attribution> attributions =
        AttributionMethod.named(method[0])
            .attributor(options)
            .attribute(Requests.of(function, new Pixels(shape, new float[][] {pixels}), 3));
    assertThat(attributions).hasSize(1);
    return attributions.get(0);
  }
}
