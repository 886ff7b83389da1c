package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.target.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every attribution method that asks for no layers; {@link LayerMethodsContractTest}
 * has the others.
 */
class AttributionContractTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 5);
  private static final int PASSES_PER_BATCH = 7;

  /** Their maps are made from the model alone. */
  private static final Set<String> OF_THE_MODEL =
      Set.of(
          "decoder-jacobian",
          "latent-traversal",
          "posterior-uncertainty",
          "ssim-residual",
          "standardised-residual");

  /** It takes a pass of the model as well as one of the function. */
  private static final Set<String> ALSO_RECONSTRUCTS = Set.of("residual-x-gradient");

  /** It stops at a threshold. */
  private static final Set<String> NOT_LINEAR = Set.of("counterfactual");

  static List<String> methods() {
    return AttributionMethod.names().stream()
        .filter(name -> !name.equals(InvertedTestMethod.NAME))
        .filter(name -> !attributor(name).needsLayers())
        .toList();
  }

  static List<String> methodsOfTheFunction() {
    return methods().stream().filter(name -> !OF_THE_MODEL.contains(name)).toList();
  }

  static List<String> linearMethods() {
    return methodsOfTheFunction().stream().filter(name -> !NOT_LINEAR.contains(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void readsBackByItsNameAndSaysWhatItsMapShows(String name) {
    assertThat(AttributionMethod.named(name).name()).isEqualTo(name);
    assertThat(AttributionMethod.named(name).meaning()).matches("[a-z].*[^.]");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void givesAMapOfTheImagesSize(String name) {
    List<Attribution> attributions = attribute(name, ToyFunction.quadratic(), 1, 2, 3);

    assertThat(attributions).hasSize(3);
    assertThat(attributions).allSatisfy(a -> assertThat(a.map()).hasSize(4 * 5));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anImagesMapDoesNotDependOnItsMinibatch(String name) {
    List<Attribution> together = attribute(name, ToyFunction.quadratic(), 1, 2, 3, 4, 5);
    List<Attribution> alone = attribute(name, ToyFunction.quadratic(), 4);

    assertThat(together.get(3).map()).containsExactly(alone.get(0).map());
    assertThat(together.get(3).convergenceDelta()).isEqualTo(alone.get(0).convergenceDelta());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theImagesAreLeftAsTheyAre(String name) {
    Pixels images = images(1, 2);

    attributor(name).attribute(request(ToyFunction.quadratic(), images, 1, 2));

    assertThat(images.rows()).isDeepEqualTo(images(1, 2).rows());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void noMoreImagesGoThroughTheModelAtATimeThanAllowed(String name) {
    ToyFunction function = ToyFunction.quadratic();

    attribute(name, function, 1, 2, 3, 4, 5, 6, 7);

    assertThat(function.largestBatch()).isLessThanOrEqualTo(PASSES_PER_BATCH);
  }

  @ParameterizedTest
  @MethodSource("methodsOfTheFunction")
  void theCostIsForetold(String name) {
    ToyFunction function = ToyFunction.quadratic();

    attribute(name, function, 1, 2);

    long reconstructions = ALSO_RECONSTRUCTS.contains(name) ? 2 : 0;
    assertThat(function.passes() + reconstructions).isEqualTo(2 * attributor(name).passes(SHAPE));
  }

  @ParameterizedTest
  @MethodSource("methodsOfTheFunction")
  void nothingIsAttributedOfANumberThatNeverChanges(String name) {
    ToyFunction zero = ToyFunction.linear(new double[SHAPE.values()]);

    assertThat(attribute(name, zero, 1).get(0).map()).containsOnly(0f);
  }

  @ParameterizedTest
  @MethodSource("linearMethods")
  void twiceTheNumberHasTwiceTheMap(String name) {
    double[] weights = new Random(5).doubles(SHAPE.values(), -1, 1).toArray();
    double[] twice = Arrays.stream(weights).map(weight -> 2 * weight).toArray();

    float[] map = attribute(name, ToyFunction.linear(weights), 1).get(0).map();
    float[] doubled = attribute(name, ToyFunction.linear(twice), 1).get(0).map();

    for (int p = 0; p < map.length; p++) {
      assertThat(doubled[p]).isCloseTo(2 * map[p], within(1e-4f));
    }
  }

  @Test
  void methodsSayWhatTheyDoNotExplain() {
    assertThat(refusal("residual", "kl")).hasValue("explains reconstruction_error only");
    assertThat(refusal("residual", "reconstruction_error_channel_0")).isEmpty();
    assertThat(refusal("defect-map", "latent_3")).hasValue("explains defect_pixels only");
    assertThat(refusal("saliency", "latent_3")).isEmpty();
    assertThat(refusal("saliency", "score_ssim_mean"))
        .hasValue("follows gradients, which score_ssim_mean does not have");
    assertThat(refusal("occlusion", "score_ssim_mean")).isEmpty();
  }

  private static java.util.Optional<String> refusal(String method, String target) {
    return AttributionMethod.named(method).refusal(Targets.parse(target));
  }

  @Test
  void anUnknownMethodIsRefusedByName() {
    assertThatThrownBy(() -> AttributionMethod.named("magic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("explain.methods names magic; allowed are ")
        .hasMessageContaining("integrated-gradients, ");
  }

  @Test
  void aStrideThatSkipsPixelsIsRefused() {
    assertThatThrownBy(
            () -> Options.of(ExplainOptions.class, "occlusion.window=2", "occlusion.stride=3"))
        .hasMessageContaining("stride is 3; allowed are 1 to window, which is 2");
  }

  private static Attributor attributor(String name) {
    return AttributionMethod.named(name)
        .attributor(
            Options.of(
                ExplainOptions.class,
                "integrated-gradients.steps=5",
                "integrated-gradients.baseline=mean",
                "occlusion.window=3",
                "kernel-shap.samples=20",
                "lime.samples=20",
                "rise.samples=20"));
  }

  private static List<Attribution> attribute(String name, ToyFunction function, long... seeds) {
    return attributor(name).attribute(request(function, images(seeds), seeds));
  }

  private static ExplanationRequest request(ToyFunction function, Pixels images, long... seeds) {
    String[] ids = Arrays.stream(seeds).mapToObj(Long::toString).toArray(String[]::new);
    return Requests.of(function, images, ids, PASSES_PER_BATCH);
  }

  private static Pixels images(long... seeds) {
    float[][] rows = new float[seeds.length][SHAPE.values()];
    for (int i = 0; i < rows.length; i++) {
      Random random = new Random(seeds[i]);
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = random.nextFloat();
      }
    }
    return new Pixels(SHAPE, rows);
  }
}
