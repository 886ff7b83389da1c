package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
  void everyBaselineReadsBackByItsNameAndStaysInRange(Baseline baseline) {
    assertThat(Baseline.parse(baseline.toString())).isEqualTo(baseline);
    assertThat(baseline.of(SHAPE, IMAGE)).hasSize(6);
    for (float value : baseline.of(SHAPE, IMAGE)) {
      assertThat(value).isBetween(0f, 1f);
    }
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

  @Test
  void anUnknownBaselineIsRefusedByName() {
    assertThatThrownBy(() -> Baseline.parse("pink"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("explain.baseline is pink; allowed are black, white, grey, mean, blurred");
  }
}
