package io.latentlake.explain.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.HandMade;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.Requests;
import io.latentlake.image.ImageShape;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.SpatialStage;
import io.latentlake.model.Target;
import io.latentlake.model.target.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Known answers of the methods that walk back through a network, on small real ones. */
class LayerMethodsTest {
  private static final ImageShape PAIR = new ImageShape(1, 1, 2);
  private static final Target UNIT = Targets.latent(0);

  /** Two hidden units of ReLU, one unit of the latent. */
  private static final String[] TWO_HIDDEN = {
    "kind=dense-ae", "latent=1", "hidden=[2]", "negative-slope=0"
  };

  /** One hidden unit of ReLU, one unit of the latent. */
  private static final String[] ONE_HIDDEN = {
    "kind=dense-ae", "latent=1", "hidden=[1]", "negative-slope=0"
  };

  /** Networks with convolutions, skip connections, residual blocks, a map for a latent, a frame. */
  private static final String[] CONVOLUTIONS = {
    "kind=conv-ae negative-slope=0",
    "kind=conv-ae network=residual negative-slope=0 loss=squared-error",
    "kind=conv-ae bottleneck=spatial latent=8",
    "kind=conv-vae channels=[4,5,6,7]",
    "kind=restoring-ae"
  };

  @Test
  void guidedBackpropagationLetsOnlyExcitementThrough() {
    // unit = relu(x0 - x1) - relu(x1)
    try (InferenceModel model =
        HandMade.of(
            PAIR,
            Map.of("encoder-0-dense.W", new double[] {1, 0, -1, 1}, "mean.W", new double[] {1, -1}),
            TWO_HIDDEN)) {
      assertThat(map(model, UNIT, images(1, 0.5f), "saliency")).containsExactly(1, -2);
      assertThat(map(model, UNIT, images(1, 0.5f), "guided-backpropagation"))
          .containsExactly(1, -1);
      assertThat(map(model, UNIT, images(0.2f, 0.5f), "guided-backpropagation"))
          .containsExactly(0, 0);
    }
  }

  @Test
  void guidedBackpropagationStopsALeakyRectifierBelowZero() {
    try (InferenceModel model =
        HandMade.of(
            PAIR,
            Map.of("encoder-0-dense.W", new double[] {1, -1}, "mean.W", new double[] {1}),
            "kind=dense-ae",
            "latent=1",
            "hidden=[1]",
            "negative-slope=0.25")) {
      assertThat(map(model, UNIT, images(0.2f, 0.5f), "saliency")).containsExactly(0.25f, -0.25f);
      assertThat(map(model, UNIT, images(0.2f, 0.5f), "guided-backpropagation"))
          .containsExactly(0, 0);
    }
  }

  @Test
  void guidedBackpropagationWithoutRectifiersIsTheGradient() {
    try (InferenceModel model = random("kind=linear-ae")) {
      for (Target target : List.of(UNIT, Targets.RECONSTRUCTION_ERROR)) {
        assertClose(
            map(model, target, bars(), "guided-backpropagation"),
            map(model, target, bars(), "saliency"));
      }
    }
  }

  @Test
  void deepLiftSeesACauseThatSaturates() {
    // 1 - relu(1 - x0 - x1) = min(1, x0 + x1): the paper's example; the gradient at (1, 1) is 0
    try (InferenceModel model =
        HandMade.of(
            PAIR,
            Map.of(
                "encoder-0-dense.W", new double[] {-1, -1},
                "encoder-0-dense.b", new double[] {1},
                "mean.W", new double[] {-1},
                "mean.b", new double[] {1}),
            ONE_HIDDEN)) {
      assertThat(map(model, UNIT, images(1, 1), "saliency")).containsExactly(0, 0);
      assertThat(map(model, UNIT, images(1, 1), "deeplift")).containsExactly(0.5f, 0.5f);
      assertThat(map(model, UNIT, images(0.5f, 0.25f), "deeplift")).containsExactly(0.5f, 0.25f);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind=conv-ae",
        "kind=conv-ae loss=squared-error",
        "kind=conv-ae network=residual",
        "kind=conv-ae bottleneck=spatial latent=8",
        "kind=conv-vae channels=[4,5,6,7]",
        "kind=dense-vae negative-slope=0",
        "kind=linear-ae",
        "kind=restoring-ae"
      })
  void deepLiftSharesOutTheWholeChange(String keys) {
    try (InferenceModel model = random(keys)) {
      for (Target target : targets(model)) {
        for (String baseline : List.of("black", "mean-image")) {
          double[] before = values(model, target, bars(), baseline);
          double[] after = model(model, target, bars());
          List<Attribution> found =
              attribute(model, target, bars(), "deeplift", "deeplift.baseline=" + baseline);
          for (int i = 0; i < after.length; i++) {
            double change = after[i] - before[i];
            assertThat(sum(found.get(i).map()))
                .as(target.name() + " from " + baseline)
                .isCloseTo(change, within(1e-4 * Math.max(Math.abs(change), 0.1)));
            assertThat(found.get(i).convergenceDelta().orElseThrow())
                .isCloseTo(sum(found.get(i).map()) - change, within(1e-4));
          }
        }
      }
    }
  }

  @Test
  void deepLiftOfALinearModelIsGradientTimesChange() {
    try (InferenceModel model = random("kind=linear-ae")) {
      float[] gradient = map(model, UNIT, bars(), "saliency");
      float[] expected = new float[gradient.length];
      for (int p = 0; p < expected.length; p++) {
        expected[p] = gradient[p] * (bars().rows()[0][p] - 0.5f);
      }

      assertClose(map(model, UNIT, bars(), "deeplift", "deeplift.baseline=grey"), expected);
    }
  }

  @Test
  void deepLiftSaysWhatACodebookLeaves() {
    try (InferenceModel model = TinyModels.trained("vq-vae").inferenceModel()) {
      Attribution found = attribute(model, UNIT, bars(), "deeplift").get(0);

      double change = model(model, UNIT, bars())[0] - values(model, UNIT, bars(), "black")[0];
      assertThat(found.convergenceDelta().orElseThrow())
          .isCloseTo(sum(found.map()) - change, within(1e-5));
    }
  }

  @Test
  void relevanceIsSharedOutByWhatEachInputAdds() {
    // unit = relu(2·x0 - x1) = 1
    Map<String, double[]> weights =
        Map.of("encoder-0-dense.W", new double[] {2, -1}, "mean.W", new double[] {1});
    try (InferenceModel model = HandMade.of(PAIR, weights, ONE_HIDDEN)) {
      assertThat(lrp(model, "rule=epsilon", "epsilon=0")).containsExactly(2, -1);
      // the hidden unit, then the latent, are moved from 1 to 1.25
      assertThat(lrp(model, "rule=epsilon", "epsilon=0.25")).containsExactly(1.28f, -0.64f);
      assertThat(lrp(model, "rule=gamma", "gamma=1")).containsExactly(rounded(4 / 3., -1 / 3.));
      assertThat(lrp(model, "rule=alpha-beta", "alpha=1")).containsExactly(1, 0);
      assertThat(lrp(model, "rule=alpha-beta", "alpha=2")).containsExactly(2, -1);
      assertThat(lrp(model, "rule=alpha-beta", "alpha=3")).containsExactly(3, -2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epsilon", "gamma", "alpha-beta"})
  void theDeltaSaysWhatABiasKeeps(String rule) {
    // unit = relu(x0 + x1 + 1) = 3, of which each pixel and the bias add 1
    Map<String, double[]> parameters =
        Map.of(
            "encoder-0-dense.W", new double[] {1, 1},
            "encoder-0-dense.b", new double[] {1},
            "mean.W", new double[] {1});
    try (InferenceModel model = HandMade.of(PAIR, parameters, ONE_HIDDEN)) {
      Attribution found =
          attribute(
                  model,
                  UNIT,
                  images(1, 1),
                  "lrp",
                  "lrp.rule=" + rule,
                  "lrp.epsilon=0",
                  "lrp.gamma=0",
                  "lrp.alpha=1")
              .get(0);

      assertThat(found.map()).containsExactly(rounded(1, 1), within(1e-6f));
      assertThat(found.convergenceDelta().orElseThrow()).isCloseTo(-1, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind=dense-ae hidden=[7] negative-slope=0",
        "kind=conv-ae negative-slope=0",
        "kind=conv-ae network=residual negative-slope=0 loss=squared-error",
        "kind=conv-ae bottleneck=spatial latent=8",
        "kind=conv-vae channels=[4,5,6,7]",
        "kind=restoring-ae"
      })
  void withoutEpsilonRelevanceIsInputTimesGradient(String keys) {
    try (InferenceModel model = withoutBiases(keys)) {
      for (Target target : targets(model)) {
        Attribution found = attribute(model, target, bars(), "lrp", "lrp.epsilon=1e-12").get(0);
        assertClose(found.map(), map(model, target, bars(), "input-x-gradient"));
        assertConserves(found);
      }
      Attribution unit = attribute(model, UNIT, bars(), "lrp", "lrp.epsilon=1e-12").get(0);
      assertThat(sum(unit.map()))
          .isCloseTo(model(model, UNIT, bars())[0], within(1e-4 * size(unit.map())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gamma", "alpha-beta"})
  void withoutBiasesRelevanceIsKept(String rule) {
    for (String keys : CONVOLUTIONS) {
      try (InferenceModel model = HandMade.nonNegative(TinyModels.SHAPE, small(keys))) {
        for (Target target : targets(model)) {
          Attribution found =
              attribute(model, target, bars(), "lrp", "lrp.rule=" + rule, "lrp.alpha=1").get(0);
          assertConserves(found);
        }
      }
    }
  }

  @Test
  void theGammaRuleKeepsRelevanceOfAnySign() {
    try (InferenceModel model = withoutBiases("kind=conv-ae network=residual")) {
      assertConserves(attribute(model, UNIT, bars(), "lrp", "lrp.rule=gamma").get(0));
    }
  }

  @Test
  void latentGradCamEnlargesTheWeightedChannelsOfTheLastStage() {
    // two channels of a stage of 2x2: the mean of each block, and its upper left pixel less the
    // mean
    double[] kernels = {0.25, 0.25, 0.25, 0.25, 0.75, -0.25, -0.25, -0.25};
    // the unit is (a + 2b + 3c + 2d) of the first and -(a + d) of the second
    double[] weights = {1, 2, 3, 2, -1, 0, 0, -1};
    ImageShape shape = new ImageShape(1, 4, 4);
    try (InferenceModel model =
        HandMade.of(
            shape,
            Map.of("encoder-0-convolution.W", kernels, "mean.W", weights),
            "kind=conv-ae",
            "latent=1",
            "channels=[2]",
            "kernel=2",
            "negative-slope=0")) {
      float[] pixels = {1, 0, .5f, .5f, 0, 0, .5f, .5f, .2f, .4f, .8f, .4f, .6f, .8f, .4f, .8f};
      // means .25, .5, .5, .6; upper left less mean .75, 0, 0 (rectified), .2
      double[] first = {.25, .5, .5, .6};
      double[] second = {.75, 0, 0, .2};
      double[] coarse = new double[4];
      Arrays.setAll(coarse, p -> Math.abs(2 * first[p] - 0.5 * second[p]));

      assertThat(map(model, UNIT, new Pixels(shape, new float[][] {pixels}), "latent-grad-cam"))
          .containsExactly(enlarged(coarse), within(2e-5f));
    }
  }

  /** 2x2 to 4x4: a pixel is 3/4 of the place it lies in and 1/4 of the next, but at the edge. */
  private static float[] enlarged(double[] coarse) {
    double[] share = {0, 0.25, 0.75, 1};
    float[] large = new float[16];
    for (int p = 0; p < large.length; p++) {
      double down = share[p / 4];
      double right = share[p % 4];
      large[p] =
          (float)
              ((1 - down) * ((1 - right) * coarse[0] + right * coarse[1])
                  + down * ((1 - right) * coarse[2] + right * coarse[3]));
    }
    return large;
  }

  @Test
  void theLastStageOfSeveralPlacesIsFoundInItsFrame() {
    // 8x8 in a frame of 4, halved four times: the last stage has one place, that before four
    try (InferenceModel model = random("kind=conv-ae channels=[2,3,3,4] kernel=2")) {
      assertThat(model.layers().spatialStage().orElseThrow())
          .isEqualTo(new SpatialStage(3, 2, 2, 4, 4, 16, 16));
    }
  }

  private static float[] lrp(InferenceModel model, String... keys) {
    String[] own = Arrays.stream(keys).map(key -> "lrp." + key).toArray(String[]::new);
    float[] map = attribute(model, UNIT, images(1, 1), "lrp", own).get(0).map();
    for (int p = 0; p < map.length; p++) {
      map[p] = Math.round(map[p] * 1e5f) / 1e5f;
    }
    return map;
  }

  private static float[] rounded(double... values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = Math.round(values[i] * 1e5f) / 1e5f;
    }
    return rounded;
  }

  private static String[] small(String keys) {
    return ("latent=4 channels=[4,5] hidden=[6] " + keys).split(" ");
  }

  private static InferenceModel withoutBiases(String keys) {
    return HandMade.withoutBiases(TinyModels.SHAPE, small(keys));
  }

  private static InferenceModel random(String keys) {
    return HandMade.random(TinyModels.SHAPE, small(keys));
  }

  @ParameterizedTest
  @CsvSource({
    "kind=iw-vae, term_negative_iw_bound",
    "kind=conv-vae bottleneck=spatial latent=8, term_kl",
    "kind=rae, term_squared_code"
  })
  void termsOfTheLossAreWalkedBackFrom(String keys, String term) {
    Target target = Targets.parse(term);
    try (InferenceModel model = withoutBiases(keys)) {
      Attribution found = attribute(model, target, bars(), "lrp", "lrp.epsilon=1e-12").get(0);
      assertClose(found.map(), map(model, target, bars(), "input-x-gradient"));
      assertConserves(found);
      assertConserves(attribute(model, target, bars(), "deeplift").get(0));
    }
  }

  private static List<Target> targets(InferenceModel model) {
    List<String> names =
        model.findsDefects()
            ? List.of("reconstruction_error", "latent_1", "defect_pixels")
            : model.variational()
                ? List.of("reconstruction_error", "latent_1", "negative_elbo", "label_free")
                : List.of("reconstruction_error", "latent_1", "squared_norm");
    return names.stream().map(Targets::parse).toList();
  }

  private static void assertConserves(Attribution found) {
    assertThat(found.convergenceDelta().orElseThrow())
        .isCloseTo(0, within(1e-4 * size(found.map())));
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).containsExactly(expected, within((float) (1e-4 * size(expected))));
  }

  private static double size(float[] map) {
    double size = 0;
    for (float value : map) {
      size += Math.abs(value);
    }
    return size;
  }

  private static double sum(float[] map) {
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    return sum;
  }

  private static Pixels images(float... pixels) {
    return new Pixels(PAIR, new float[][] {pixels});
  }

  private static Pixels bars() {
    Pixels all = Pixels.of(TinyModels.SHAPE, TinyModels.pixels(2));
    // no pixel is quite black, so that every gradient is seen in a product with it
    Random random = new Random(2);
    for (float[] row : all.rows()) {
      for (int p = 0; p < row.length; p++) {
        row[p] = Math.max(row[p], 0.05f + 0.1f * random.nextFloat());
      }
    }
    return all;
  }

  private static double[] model(InferenceModel model, Target target, Pixels images) {
    return Requests.of(model, target, images).values();
  }

  private static double[] values(
      InferenceModel model, Target target, Pixels images, String baseline) {
    ExplanationRequest request = Requests.of(model, target, images);
    return request.values(
        Baseline.valueOf(baseline.toUpperCase(Locale.ROOT).replace('-', '_')).of(request));
  }

  private static float[] map(
      InferenceModel model, Target target, Pixels images, String method, String... keys) {
    return attribute(model, target, images, method, keys).get(0).map();
  }

  private static List<Attribution> attribute(
      InferenceModel model, Target target, Pixels images, String method, String... keys) {
    return AttributionMethod.named(method)
        .attributor(Options.of(ExplainOptions.class, keys))
        .attribute(Requests.of(model, target, images));
  }
}
