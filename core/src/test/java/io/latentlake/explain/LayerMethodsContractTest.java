package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Target;
import io.latentlake.model.target.Targets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every attribution method that looks into the model, on a small real one. */
class LayerMethodsContractTest {
  private static final int PASSES_PER_BATCH = 24;
  private static final Target ERROR = Targets.RECONSTRUCTION_ERROR;

  private static InferenceModel model;

  @BeforeAll
  static void train() {
    model = TinyModels.trained("conv-vae").inferenceModel();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** With each rule of relevance. */
  static List<String> methods() {
    return AttributionMethod.names().stream()
        .filter(name -> attributor(name).needsLayers())
        .flatMap(
            name ->
                name.equals("lrp")
                    ? List.of("lrp", "lrp lrp.rule=gamma", "lrp lrp.rule=alpha-beta").stream()
                    : List.of(name).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void readsBackByItsNameAndSaysWhatItsMapShows(String method) {
    String name = method.split(" ")[0];
    assertThat(AttributionMethod.named(name).name()).isEqualTo(name);
    assertThat(AttributionMethod.named(name).meaning()).matches("[a-z].*[^.]");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void givesAMapOfTheImagesSizeForEveryTargetWithAGradient(String method) {
    for (String target :
        List.of(
            "reconstruction_error",
            "reconstruction_error_region_2_2_4_4",
            "kl",
            "negative_elbo",
            "squared_norm",
            "label_free",
            "latent_1")) {
      List<Attribution> attributions = attribute(method, Targets.parse(target), 0, 1, 2);

      assertThat(attributions).hasSize(3);
      for (Attribution attribution : attributions) {
        assertThat(attribution.map()).as(target).hasSize(8 * 8);
        assertThat(sumOfSizes(attribution)).as(target).isPositive().isFinite();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anImagesMapDoesNotDependOnItsMinibatch(String method) {
    List<Attribution> together = attribute(method, ERROR, 1, 2, 3, 4, 5);
    List<Attribution> alone = attribute(method, ERROR, 4);

    // but for rounding: kernels add up in an order that depends on the minibatch
    assertClose(together.get(3).map(), alone.get(0).map());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theImagesAreLeftAsTheyAre(String method) {
    Pixels images = images(1, 2);

    attributor(method).attribute(request(ERROR, images, 1, 2));

    assertThat(images.rows()).isDeepEqualTo(images(1, 2).rows());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theModelAnswersAsBefore(String method) {
    Pixels images = images(1, 2);
    float[][] before = request(ERROR, images, 1, 2).gradient().rows();

    attributor(method).attribute(request(ERROR, images, 1, 2));

    assertThat(request(ERROR, images, 1, 2).gradient().rows()).isDeepEqualTo(before);
  }

  /** All but those that leave out signs, which are not linear in the number. */
  static List<String> linearMethods() {
    return methods().stream()
        .filter(name -> !List.of("guided-backpropagation", "latent-grad-cam").contains(name))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("linearMethods")
  void aNumberAndItsPartsHaveMapsThatAddUp(String method) {
    float[] whole = attribute(method, ERROR, 1).get(0).map();
    float[] upper = partly(method, "0_0_4_8");
    float[] lower = partly(method, "4_0_4_8");

    for (int p = 0; p < whole.length; p++) {
      upper[p] += lower[p];
    }
    assertClose(whole, upper);
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).containsExactly(expected, within(1e-5f * scale(expected)));
  }

  private static float[] partly(String method, String region) {
    return attribute(method, Targets.parse("reconstruction_error_region_" + region), 1)
        .get(0)
        .map();
  }

  private static float scale(float[] map) {
    float largest = 1;
    for (float value : map) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double sumOfSizes(Attribution attribution) {
    double sum = 0;
    for (float value : attribution.map()) {
      sum += Math.abs(value);
    }
    return sum;
  }

  private static Attributor attributor(String method) {
    String[] words = method.split(" ");
    return AttributionMethod.named(words[0])
        .attributor(Options.of(ExplainOptions.class, Arrays.copyOfRange(words, 1, words.length)));
  }

  private static List<Attribution> attribute(String method, Target target, int... images) {
    return attributor(method).attribute(request(target, images(images), images));
  }

  private static ExplanationRequest request(Target target, Pixels images, int... numbers) {
    String[] ids = Arrays.stream(numbers).mapToObj(Integer::toString).toArray(String[]::new);
    return Requests.of(model, target, images, ids, PASSES_PER_BATCH);
  }

  private static Pixels images(int... numbers) {
    byte[][] all = TinyModels.pixels(8);
    byte[][] some = Arrays.stream(numbers).mapToObj(i -> all[i]).toArray(byte[][]::new);
    return Pixels.of(TinyModels.SHAPE, some);
  }
}
