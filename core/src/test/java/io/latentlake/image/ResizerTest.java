package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.Resizer.Fit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResizerTest {
  private static final Background BLACK = new Background(0, 0, 0);
  private static final Background ORANGE = new Background(255, 128, 0);

  @Test
  void sameSizeIsTheSameImage() {
    PlanarImage image = new PlanarImage(Pictures.PATTERN, Pictures.patternPixels(), 8);
    assertThat(new Resizer(4, 6, Fit.STRETCH).resize(image, BLACK)).isSameAs(image);
  }

  @ParameterizedTest
  @EnumSource(names = {"STRETCH", "CROP"})
  void oneColourStaysOneColour(Fit fit) {
    PlanarImage out = new Resizer(5, 7, fit).resize(grey(13, 4, 93), BLACK);
    assertThat(out.shape()).isEqualTo(new ImageShape(1, 5, 7));
    assertThat(out.values()).containsOnly(93);
  }

  @Test
  void enlargingInterpolatesLinearly() {
    PlanarImage image = new PlanarImage(new ImageShape(1, 1, 2), new byte[] {0, 100}, 8);
    // Centres of the four pixels lie at 1/4, 3/4, 5/4, 7/4 of the two.
    assertThat(new Resizer(1, 4, Fit.STRETCH).resize(image, BLACK).values())
        .containsExactly(0, 25, 75, 100);
  }

  @Test
  void reducingWeighsEveryPixelByATriangle() {
    byte[] impulse = new byte[8];
    impulse[3] = (byte) 160;
    PlanarImage image = new PlanarImage(new ImageShape(1, 1, 8), impulse, 8);
    // Halving: pixel 3 lies 0.5 and 1.5 from the nearest output centres; weights 3/8 and 1/8.
    assertThat(new Resizer(1, 4, Fit.STRETCH).resize(image, BLACK).values())
        .containsExactly(0, 60, 20, 0);
  }

  @Test
  void cropKeepsTheMiddle() {
    byte[] values = {10, 20, 30, 40, 50, 60};
    PlanarImage wide = new PlanarImage(new ImageShape(1, 2, 6), twice(values), 8);
    assertThat(new Resizer(2, 2, Fit.CROP).resize(wide, BLACK).values())
        .containsExactly(30, 40, 30, 40);
  }

  @Test
  void padFillsTheBorderWithTheBackground() {
    byte[] values = new byte[3 * 2 * 4];
    java.util.Arrays.fill(values, (byte) 7);
    PlanarImage image = new PlanarImage(new ImageShape(3, 2, 4), values, 8);
    byte[] out = new Resizer(4, 4, Fit.PAD).resize(image, ORANGE).values();
    int[] border = {255, 128, 0};
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 4; y++) {
        int expected = y == 0 || y == 3 ? border[c] : 7;
        for (int x = 0; x < 4; x++) {
          assertThat(out[c * 16 + y * 4 + x] & 0xff).isEqualTo(expected);
        }
      }
    }
  }

  private static byte[] twice(byte[] row) {
    byte[] out = java.util.Arrays.copyOf(row, 2 * row.length);
    System.arraycopy(row, 0, out, row.length, row.length);
    return out;
  }

  private static PlanarImage grey(int height, int width, int value) {
    byte[] values = new byte[height * width];
    java.util.Arrays.fill(values, (byte) value);
    return new PlanarImage(new ImageShape(1, height, width), values, 8);
  }
}
