package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.target.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method on an autoencoder that is right about all pictures of its kind, so that the map of
 * its error is known.
 *
 * <p>The pictures have a left and a right half of one tone each. The encoder reads the tones in the
 * two upper corners, and the decoder paints them: what it makes of a picture with a blemish is the
 * same picture without it. The blemish is as much too bright as too dark, so that the error has no
 * slope at the corners.
 */
class PerfectAutoencoderTest {
  private static final int SIDE = 8;
  private static final ImageShape SHAPE = new ImageShape(1, SIDE, SIDE);
  private static final Set<Integer> CORNERS = Set.of(0, SIDE - 1);
  private static final float DEPTH = 0.2f;

  /** Pixels and whether they are too bright. */
  private static final Map<Integer, Boolean> BLEMISH =
      Map.of(29, true, 30, false, 37, false, 38, true);

  /** They see windows that are wider than the blemish. */
  private static final Set<String> WIDE = Set.of("occlusion", "ssim-residual");

  /** It shows a map of the encoder, and this one has none. */
  private static final String CONVOLUTIONAL = "latent-grad-cam";

  private static InferenceModel model;

  @BeforeAll
  static void paint() {
    int pixels = SHAPE.values();
    double[] reads = new double[pixels * 2];
    reads[0] = 1;
    reads[(SIDE - 1) * 2 + 1] = 1;
    double[] paints = new double[2 * pixels];
    for (int p = 0; p < pixels; p++) {
      paints[(p % SIDE < SIDE / 2 ? 0 : pixels) + p] = 1;
    }
    model =
        HandMade.of(
            SHAPE,
            Map.of("mean.W", reads, "decoder-0-dense.W", paints),
            "kind=linear-ae",
            "latent=2",
            "center=false");
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static float[] blemished() {
    float[] picture = clean();
    BLEMISH.forEach((p, bright) -> picture[p] += bright ? DEPTH : -DEPTH);
    return picture;
  }

  private static float[] clean() {
    float[] picture = new float[SHAPE.values()];
    for (int p = 0; p < picture.length; p++) {
      picture[p] = p % SIDE < SIDE / 2 ? 0.25f : 0.7f;
    }
    return picture;
  }

  private static float[] map(String method, float[] picture, String... keys) {
    Pixels images = new Pixels(SHAPE, new float[][] {picture});
    return AttributionMethod.named(method)
        .attributor(Options.of(ExplainOptions.class, keys))
        .attribute(Requests.of(model, Targets.RECONSTRUCTION_ERROR, images))
        .get(0)
        .map();
  }

  static List<String> methodsOfTheError() {
    return AttributionMethod.names().stream()
        .filter(name -> !name.equals(InvertedTestMethod.NAME) && !name.equals(CONVOLUTIONAL))
        .filter(
            name -> AttributionMethod.named(name).refusal(Targets.RECONSTRUCTION_ERROR).isEmpty())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("methodsOfTheError")
  void theBlemishRanksHighest(String method) {
    float[] map = map(method, blemished());
    assertThat(share(map)).isGreaterThan(WIDE.contains(method) ? 0.8 : 0.99);
  }

  /** Probability that a pixel of the blemish has a larger value than another one has. */
  private static double share(float[] map) {
    List<Float> others = new ArrayList<>();
    for (int p = 0; p < map.length; p++) {
      if (!BLEMISH.containsKey(p) && !CORNERS.contains(p)) {
        others.add(Math.abs(map[p]));
      }
    }
    double wins = 0;
    for (int p : BLEMISH.keySet()) {
      float value = Math.abs(map[p]);
      wins += others.stream().mapToDouble(o -> o < value ? 1 : o == value ? 0.5 : 0).sum();
    }
    return wins / others.size() / BLEMISH.size();
  }

  /** Where what hides a pixel is what the model makes of it, each pixel's error is its own. */
  @ParameterizedTest
  @CsvSource({
    "residual,",
    "excess-residual,",
    "integrated-gradients,",
    "deeplift,",
    "occlusion, occlusion.window=1 occlusion.stride=1",
    "ablation, ablation.baseline=reconstruction",
    "kernel-shap, kernel-shap.baseline=reconstruction",
    "shapley-sampling, shapley-sampling.baseline=reconstruction",
  })
  void eachPixelHasItsOwnSquaredError(String method, String keys) {
    float[] map = map(method, blemished(), keys == null ? new String[0] : keys.split(" "));
    for (int p = 0; p < map.length; p++) {
      float error = BLEMISH.containsKey(p) ? DEPTH * DEPTH : 0;
      assertThat(map[p]).isCloseTo(error, within(1e-5f));
    }
  }
}
