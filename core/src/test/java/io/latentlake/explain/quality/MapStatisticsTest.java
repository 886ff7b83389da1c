package io.latentlake.explain.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MapStatisticsTest {
  private static final Offset<Double> ROUNDING = within(1e-9);

  @Test
  void giniIsNoughtOfEqualValuesAndNearlyOneOfASingleOne() {
    assertThat(MapStatistics.gini(new float[] {2, -2, 2, 2})).hasValueCloseTo(0.0, ROUNDING);
    assertThat(MapStatistics.gini(new float[] {0, 0, -3, 0})).hasValueCloseTo(0.75, ROUNDING);
    // mean difference of 1, 2, 3 over twice the mean: (8/9) / 4
    assertThat(MapStatistics.gini(new float[] {3, 1, -2})).hasValueCloseTo(2 / 9.0, ROUNDING);
    assertThat(MapStatistics.gini(new float[4])).isEmpty();
  }

  @Test
  void rankCorrelationLooksAtTheOrderOfAbsoluteValues() {
    float[] map = {1, -5, 2, 9};
    assertThat(MapStatistics.rankCorrelation(map, new float[] {0.1f, 0.7f, -0.2f, 40}))
        .hasValueCloseTo(1.0, ROUNDING);
    assertThat(MapStatistics.rankCorrelation(map, new float[] {9, 2, 5, 1}))
        .hasValueCloseTo(-1.0, ROUNDING);
    assertThat(MapStatistics.rankCorrelation(map, new float[4])).isEmpty();
  }

  @Test
  void aMapIsHeldAgainstTheMask() {
    byte[] mask = {0, 1, 0, 1};
    // of the four pairs, 3 > 0, 3 > 2, 1 > 0 and not 1 > 2
    float[] map = {0, -3, 2, 1};
    assertThat(MapStatistics.auroc(map, mask)).hasValueCloseTo(0.75, ROUNDING);
    assertThat(MapStatistics.pointing(map, mask)).hasValue(1);
    assertThat(MapStatistics.mass(map, mask)).hasValueCloseTo(4 / 6.0, ROUNDING);
    assertThat(MapStatistics.pointing(new float[] {4, 1, 1, 1}, mask)).hasValue(0);
    assertThat(MapStatistics.auroc(new float[4], mask)).hasValueCloseTo(0.5, ROUNDING);
    assertThat(MapStatistics.mass(new float[4], mask)).isEmpty();
  }

  @Test
  void withoutAMarkedPixelThereIsNothingToHoldAgainst() {
    float[] map = {0, -3, 2, 1};
    assertThat(MapStatistics.auroc(map, new byte[4])).isEmpty();
    assertThat(MapStatistics.auroc(map, new byte[] {1, 1, 1, 1})).isEmpty();
    assertThat(MapStatistics.pointing(map, new byte[4])).isEmpty();
    assertThat(MapStatistics.mass(map, new byte[4])).isEmpty();
  }
}
