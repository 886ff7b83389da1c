package io.latentlake.explain.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.ImageShape;
import io.latentlake.model.SpatialStage;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  @Test
  void aFrameAroundTheImageIsLeftOut() {
    // 2x2 places over 4x4 pixels, of which the inner 2x2 are the image: a quarter from one place
    // to the next, then three quarters
    SpatialStage stage = new SpatialStage(1, 2, 2, 1, 1, 4, 4);

    float[] map = new Interpolation(stage).onto(new ImageShape(3, 2, 2), new double[] {0, 1, 2, 3});

    assertThat(map).containsExactly(0.75f, 1.25f, 1.75f, 2.25f);
  }

  @Test
  void aPixelBeyondTheOutermostMiddleHasThatValue() {
    SpatialStage stage = new SpatialStage(1, 1, 2, 0, 0, 1, 4);

    float[] map = new Interpolation(stage).onto(new ImageShape(1, 1, 4), new double[] {4, 8});

    assertThat(map).containsExactly(4, 5, 7, 8);
  }
}
