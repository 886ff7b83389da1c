package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.image.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BaselineTest {
  private static final ImageShape SHAPE = new ImageShape(3, 1, 2);
  private static final float[] IMAGE = {0, 1, 0.5f, 0.5f, 0.25f, 0};

  @ParameterizedTest
  @EnumSource
  void everyBaselineIsAPictureInRange(Baseline baseline) {
    Pixels pictures = of(baseline, IMAGE);

    assertThat(pictures.count()).isEqualTo(1);
    for (float value : pictures.rows()[0]) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  @Test
  void comparisonsWithOtherPicturesAreWhatTheyAreCalled() {
    assertThat(of(Baseline.RECONSTRUCTION, IMAGE).rows()[0])
        .containsExactly(0, 0.5f, 0.25f, 0.25f, 0.125f, 0);
    assertThat(of(Baseline.MEAN_IMAGE, IMAGE).rows()[0]).containsOnly(0.5f);
    // the references are black and white, and codes are pixels
    assertThat(of(Baseline.NEAREST_NORMAL, IMAGE).rows()[0]).containsOnly(0f);
    assertThat(of(Baseline.NEAREST_NORMAL, new float[] {1, 1, 1, 0, 0, 1}).rows()[0])
        .containsOnly(1f);
  }

  private static Pixels of(Baseline baseline, float[] image) {
    return baseline.of(
        Requests.of(ToyFunction.quadratic(), new Pixels(SHAPE, new float[][] {image}), 4));
  }

  @Test
  void meanIsTheImagesOwnColour() {
    assertThat(Baseline.MEAN.of(SHAPE, IMAGE))
        .containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.125f, 0.125f);
  }

  @Test
  void blurKeepsAFlatImageAndSpreadsAPoint() {
    ImageShape shape = new ImageShape(1, 21, 21);
    float[] flat = new float[441];
    Arrays.fill(flat, 0.3f);
    float[] point = new float[441];
    point[10 * 21 + 10] = 1;

    float[] blurred = Baseline.BLURRED.of(shape, point);

    assertThat(Baseline.BLURRED.of(shape, flat)).containsExactly(flat, within(1e-6f));
    // A Gaussian of deviation 2.1 has the density 1 / (2π·2.1²) at its middle.
    assertThat(blurred[10 * 21 + 10])
        .isCloseTo((float) (1 / (2 * Math.PI * 2.1 * 2.1)), within(2e-4f));
    assertThat(blurred[10 * 21 + 13]).isCloseTo(blurred[7 * 21 + 10], within(1e-7f));
  }
}
