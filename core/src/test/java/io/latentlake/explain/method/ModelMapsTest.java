package io.latentlake.explain.method;

import static io.latentlake.explain.Requests.attribution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.explain.ToyFunction;
import io.latentlake.image.ImageShape;
import org.junit.jupiter.api.Test;

/**
 * Maps that are made from the model: one whose codes are the pixels, with variance 1, whose decoder
 * gives them back, and which reconstructs half of each pixel.
 */
class ModelMapsTest {
  private static final ImageShape FOUR = new ImageShape(1, 2, 2);
  private static final float[] PIXELS = {0.2f, 0.4f, 0.6f, 0.8f};

  @Test
  void aMovedUnitChangesItsOwnPixel() {
    assertThat(map("latent-traversal", FOUR, "step=0.5"))
        .containsExactly(new float[] {1, 0, 0, 0}, within(1e-6f));
    assertThat(map("decoder-jacobian", FOUR))
        .containsExactly(new float[] {1, 0, 0, 0}, within(1e-5f));
  }

  @Test
  void uncertaintyIsTheDeviationOfTheDecodedSamplesSummedOverChannels() {
    assertThat(map("posterior-uncertainty", FOUR, "samples=5000"))
        .containsExactly(new float[] {1, 1, 1, 1}, within(0.05f));
    float[] colour =
        attribution(
                "posterior-uncertainty",
                ToyFunction.linear(0, 0, 0),
                new ImageShape(3, 1, 1),
                new float[] {0.2f, 0.4f, 0.6f},
                "samples=5000")
            .map();
    assertThat(colour).containsExactly(new float[] {3}, within(0.1f));
  }

  @Test
  void residualsAreStandardisedByThoseOfTheReferences() {
    // black and white have residuals 0 and ½: mean ¼, deviation ¼
    float[] map = map("standardised-residual", FOUR);
    for (int p = 0; p < map.length; p++) {
      double standard = (PIXELS[p] / 2 - 0.25) / 0.25;
      assertThat(map[p]).isCloseTo((float) (standard * standard), within(1e-5f));
    }
  }

  @Test
  void structureIsComparedWhateverTheLoss() {
    // one pixel: both variances are 0, so similarity is that of the two brightnesses
    float[] map =
        attribution(
                "ssim-residual", ToyFunction.linear(0), new ImageShape(1, 1, 1), new float[] {0.8f})
            .map();
    double similarity = (2 * 0.8 * 0.4 + 1e-4) / (0.8 * 0.8 + 0.4 * 0.4 + 1e-4);
    assertThat(map[0]).isCloseTo((float) (1 - similarity), within(1e-5f));
  }

  private static float[] map(String method, ImageShape shape, String... keys) {
    return attribution(method, ToyFunction.linear(0, 0, 0, 0), shape, PIXELS, keys).map();
  }
}
