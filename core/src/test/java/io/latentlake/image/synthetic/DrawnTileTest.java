package io.latentlake.image.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnTileTest {
  private static final int SIZE = 32;

  @ParameterizedTest
  @EnumSource(Defect.class)
  void theMaskMarksWhereTheDefectChangedTheSurface(Defect defect) {
    double changedInside = 0;
    double changedOutside = 0;
    int inside = 0;
    int outside = 0;
    for (int index = 0; index < 20; index++) {
      // the surface is drawn first, so the same key gives the same surface without the defect
      DrawnTile bare = DrawnTile.draw(KeyedRandom.of(7, "test", index), SIZE, Optional.empty());
      DrawnTile tile = DrawnTile.draw(KeyedRandom.of(7, "test", index), SIZE, Optional.of(defect));
      byte[] mask = tile.mask().orElseThrow();
      assertThat(mask).contains((byte) 255);
      for (int pixel = 0; pixel < mask.length; pixel++) {
        double change = 0;
        for (int at = pixel; at < tile.pixels().length; at += SIZE * SIZE) {
          change =
              Math.max(change, Math.abs((tile.pixels()[at] & 255) - (bare.pixels()[at] & 255)));
        }
        if (mask[pixel] != 0) {
          changedInside += change;
          inside++;
        } else {
          changedOutside += change;
          outside++;
        }
      }
    }
    // noise of standard deviation 0.015 in either tile: the largest of three differences is about 7
    assertThat(changedOutside / outside).isLessThan(10);
    assertThat(changedInside / inside).isGreaterThan(40);
    assertThat(inside / 20).isBetween(SIZE, SIZE * SIZE / 4);
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void aDefectKeepsItsPlaceAtAnySize(Defect defect) {
    byte[] small =
        DrawnTile.draw(KeyedRandom.of(3, "test", 1), 32, Optional.of(defect)).mask().orElseThrow();
    byte[] large =
        DrawnTile.draw(KeyedRandom.of(3, "test", 1), 96, Optional.of(defect)).mask().orElseThrow();
    assertThat(share(large)).isCloseTo(share(small), within(0.01));
  }

  private static double share(byte[] mask) {
    int marked = 0;
    for (byte value : mask) {
      marked += value == 0 ? 0 : 1;
    }
    return (double) marked / mask.length;
  }
}
