package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DefectRegionsTest {
  @Test
  void everyPixelIsItsShareOfItsRegion() {
    byte[] mask = {
      1, 1, 0, 0, 0,
      1, 0, 0, 0, 1,
      0, 0, 1, 0, 0
    };

    // the region in the corner, one at the right edge, one below
    assertThat(DefectRegions.shares(mask, 5))
        .containsExactly(
            1 / 3.0, 1 / 3.0, 0, 0, 0, //
            1 / 3.0, 0, 0, 0, 1, //
            0, 0, 1, 0, 0);
  }

  @Test
  void regionsThatTouchAtACornerAreOne() {
    byte[] mask = {
      0, 1, 0,
      1, 0, 0,
      0, 1, 1
    };

    assertThat(DefectRegions.shares(mask, 3)).containsExactly(0, .25, 0, .25, 0, 0, 0, .25, .25);
  }

  @Test
  void theEndOfARowDoesNotTouchTheStartOfTheNext() {
    byte[] mask = {
      0, 0, 1,
      1, 0, 0
    };

    assertThat(DefectRegions.shares(mask, 3)).containsExactly(0, 0, 1, 1, 0, 0);
  }

  @Test
  void aRegionMayFillAnyMask() {
    byte[] mask = new byte[512 * 512];
    Arrays.fill(mask, (byte) 1);

    assertThat(DefectRegions.shares(mask, 512)).containsOnly(1.0 / mask.length);
    assertThat(DefectRegions.shares(new byte[6], 2)).containsOnly(0);
    assertThat(DefectRegions.shares(new byte[0], 2)).isEmpty();
  }
}
