package io.latentlake.explain.method;

import static io.latentlake.explain.Requests.attribution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.ToyFunction;
import io.latentlake.image.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Known answers on functions written down by hand. */
class PerturbationMethodsTest {
  private static final ImageShape EIGHT = new ImageShape(1, 1, 8);
  private static final float[] PIXELS = {0.5f, 1, 0.25f, 0.75f, 0.1f, 0.9f, 0.3f, 0.6f};
  private static final double[] WEIGHTS = {2, -4, 1, 0.5, 3, -1, 2, 1};

  @ParameterizedTest
  @ValueSource(strings = {"ablation", "shapley-sampling", "kernel-shap", "lime"})
  void eachSegmentOfALinearFunctionGetsItsOwnTerm(String method) {
    String[] keys =
        method.equals("lime")
            ? new String[] {"baseline=black", "ridge=0.000001"}
            : new String[] {"baseline=black"};
    float[] map = attribution(method, ToyFunction.linear(WEIGHTS), EIGHT, PIXELS, keys).map();

    for (int j = 0; j < map.length; j++) {
      assertThat(map[j]).isCloseTo((float) (WEIGHTS[j] * PIXELS[j]), within(1e-4f));
    }
  }

  @Test
  void kernelShapWithAllCoalitionsHasExactShapleyValues() {
    ToyFunction function = products();
    Attribution attribution =
        attribution("kernel-shap", function, EIGHT, PIXELS, "baseline=black", "samples=254");

    double[] exact = shapleyValues(function);
    for (int j = 0; j < exact.length; j++) {
      assertThat(attribution.map()[j]).isCloseTo((float) exact[j], within(1e-5f));
    }
    assertThat(attribution.convergenceDelta()).hasValueCloseTo(0.0, within(1e-9));
  }

  @Test
  void manyOrdersComeNearShapleyValuesAndEachSumsExactly() {
    ToyFunction function = products();
    Attribution attribution =
        attribution("shapley-sampling", function, EIGHT, PIXELS, "baseline=black", "samples=3000");

    double[] exact = shapleyValues(function);
    for (int j = 0; j < exact.length; j++) {
      assertThat(attribution.map()[j]).isCloseTo((float) exact[j], within(0.02f));
    }
    assertThat(attribution.convergenceDelta()).hasValueCloseTo(0.0, within(1e-9));
  }

  @Test
  void drawnCoalitionsFitALinearFunctionExactly() {
    ImageShape shape = new ImageShape(1, 16, 16);
    float[] pixels = new float[256];
    double[] weights = new double[256];
    for (int j = 0; j < 256; j++) {
      pixels[j] = j / 256f;
      weights[j] = Math.sin(j);
    }
    float[] map =
        attribution("kernel-shap", ToyFunction.linear(weights), shape, pixels, "baseline=black")
            .map();

    // tiles of 2×2 pixels, which share the sum of their terms
    double tile = 0;
    for (int j : new int[] {0, 1, 16, 17}) {
      tile += weights[j] * pixels[j] / 4;
    }
    assertThat(map[0]).isCloseTo((float) tile, within(1e-4f));
    assertThat(map[17]).isEqualTo(map[0]);
  }

  @Test
  void riseWeighsEachPixelByHowFarItIsShown() {
    // f is the first pixel of a white image, so f(x ⊙ M) = M₀, ½ in the mean. Far away R = E[M] =
    // ½;
    // there it is E[M²]/E[M], where M sums four cells with weights whose squares are 4/9 in the
    // mean.
    ImageShape shape = new ImageShape(1, 12, 12);
    float[] white = new float[144];
    Arrays.fill(white, 1);
    double[] first = new double[144];
    first[0] = 1;
    float[] map =
        attribution("rise", ToyFunction.linear(first), shape, white, "samples=20000", "cells=4")
            .map();

    assertThat(map[0]).isCloseTo(0.5f * 4 / 9, within(0.01f));
    assertThat(map[143]).isCloseTo(0, within(0.01f));
  }

  @Test
  void onlyTheCertainHalfIsLeftOnRequest() {
    ImageShape shape = new ImageShape(1, 12, 12);
    float[] white = new float[144];
    Arrays.fill(white, 1);
    double[] first = new double[144];
    first[0] = 1;
    ToyFunction function = ToyFunction.linear(first);

    float[] all = attribution("rise", function, shape, white, "cells=4").map();
    float[] certain = attribution("rise", function, shape, white, "cells=4", "keep=certain").map();

    int left = 0;
    for (int p = 0; p < all.length; p++) {
      assertThat(certain[p]).isIn(0f, all[p]);
      left += certain[p] == 0 ? 0 : 1;
    }
    assertThat(left).isEqualTo(72);
  }

  @Test
  void aCounterfactualChangesNoMoreThanTakesTheScoreUnderTheThreshold() {
    // 2·½ + 4·¼ + 1·½ + ½·½ = 2.75; without the two greatest terms it is 0.75, with one left 1.75
    ImageShape four = new ImageShape(1, 1, 4);
    ToyFunction function = ToyFunction.linear(2, 4, 1, 0.5);
    Attribution attribution =
        attribution(
            "counterfactual",
            function,
            four,
            new float[] {0.5f, 0.25f, 0.5f, 0.5f},
            "baseline=black");

    assertThat(attribution.map()).containsExactly(-0.5f, -0.25f, 0, 0);
    assertThat(attribution.convergenceDelta()).hasValue(0);
  }

  @Test
  void aCounterfactualThatDoesNotExistSaysWhatIsLeft() {
    ImageShape pair = new ImageShape(1, 1, 2);
    Attribution attribution =
        attribution(
            "counterfactual", ToyFunction.linear(4, 4), pair, new float[] {1, 1}, "baseline=grey");

    assertThat(attribution.map()).containsExactly(-0.5f, -0.5f);
    assertThat(attribution.convergenceDelta()).hasValue(4 - 1);
  }

  @Test
  void superpixelsFollowAnEdgeThatTilesCut() {
    ImageShape shape = new ImageShape(1, 12, 12);
    float[] image = new float[144];
    for (int p = 0; p < 144; p++) {
      image[p] = p % 12 < 5 ? 0 : 1;
    }
    SegmentOptions options = new SegmentOptions(SegmentOptions.Form.SUPERPIXELS, 3);
    int[] segments = new Segmentation(shape, options).of(image);

    for (int row = 0; row < 12; row++) {
      assertThat(segments[row * 12 + 4]).isNotEqualTo(segments[row * 12 + 5]);
    }
    assertThat(Arrays.stream(segments).distinct().count()).isBetween(6L, 9L);
  }

  /** Products of pixels, and a threshold, so that segments act together. */
  private static ToyFunction products() {
    return ToyFunction.of(
        x -> x[0] * x[1] + x[2] * x[3] * x[4] + Math.max(0, x[5] + x[6] - 0.8) - 2 * x[7] * x[0]);
  }

  /** Over all sets, by the definition; black hides a pixel. */
  private static double[] shapleyValues(ToyFunction function) {
    int n = PIXELS.length;
    double[] values = new double[n];
    for (int set = 0; set < 1 << n; set++) {
      int size = Integer.bitCount(set);
      for (int j = 0; j < n; j++) {
        if ((set >> j & 1) == 0) {
          double weight = factorial(size) * factorial(n - size - 1) / factorial(n);
          values[j] += weight * (value(function, set | 1 << j) - value(function, set));
        }
      }
    }
    return values;
  }

  private static double value(ToyFunction function, int set) {
    float[] x = new float[PIXELS.length];
    for (int j = 0; j < x.length; j++) {
      x[j] = (set >> j & 1) == 1 ? PIXELS[j] : 0;
    }
    return function.value(x);
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }
}
