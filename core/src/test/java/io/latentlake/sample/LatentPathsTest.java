package io.latentlake.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatentPathsTest {
  @Test
  void anInterpolationStartsAndEndsAtItsTwoPoints() {
    float[][] path = LatentPaths.interpolate(new float[] {0, 4}, new float[] {2, -4}, 5);

    assertThat(path[0]).containsExactly(0, 4);
    assertThat(path[2]).containsExactly(1, 0);
    assertThat(path[4]).containsExactly(2, -4);
  }

  @Test
  void aTraversalChangesOneUnitEvenlyToBothSides() {
    float[] center = {0.5f, -1, 7};

    float[][] path = LatentPaths.traverse(center, 1, 3, 7);

    for (int s = 0; s < 7; s++) {
      assertThat(path[s][0]).isEqualTo(0.5f);
      assertThat(path[s][1]).isCloseTo(-1 + s - 3, within(1e-6f));
      assertThat(path[s][2]).isEqualTo(7);
    }
    assertThat(center).containsExactly(0.5f, -1, 7);
  }

  @Test
  void theWidestUnitsComeFirst() {
    LatentStatistics spread =
        new LatentStatistics(new float[4], new float[] {0.1f, 0.9f, 0.2f, 0.9f});

    assertThat(spread.widestUnits(3)).containsExactly(1, 3, 2);
    assertThat(spread.widestUnits(10)).containsExactly(1, 3, 2, 0);
  }
}
