package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.Resizer.Fit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskResizerTest {
  @Test
  void aMaskOfTheRightSizeStaysAsItIs() {
    byte[] values = {0, 5, 0, -1, 0, 0};
    assertThat(new MaskResizer(2, 3, Fit.STRETCH).resize(mask(2, 3, values)))
        .containsExactly(0, 1, 0, 1, 0, 0);
  }

  @Test
  void aLineBesideABlockIsKeptAndTheBlockIsNotEnlarged() {
    byte[] values = new byte[64 * 64];
    fill(values, 64, 8, 8, 16, 16);
    fill(values, 64, 0, 41, 64, 1);
    byte[] small = new MaskResizer(16, 16, Fit.STRETCH).resize(mask(64, 64, values));
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        boolean block = y >= 2 && y < 6 && x >= 2 && x < 6;
        assertThat(small[16 * y + x])
            .as("row %d, column %d", y, x)
            .isEqualTo((byte) (block || x == 10 ? 1 : 0));
      }
    }
  }

  @Test
  void aThickRegionMarksWhatItCoversByHalf() {
    byte[] values = new byte[40 * 40];
    // Of pixels of four by four, a quarter of the first column and half of the seventh
    fill(values, 40, 0, 3, 40, 23);
    byte[] small = new MaskResizer(10, 10, Fit.STRETCH).resize(mask(40, 40, values));
    assertThat(Arrays.copyOf(small, 10)).containsExactly(0, 1, 1, 1, 1, 1, 1, 0, 0, 0);
  }

  @Test
  void aLineOfAnySizeStaysInOnePiece() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      int height = 20 + random.nextInt(60);
      int width = 20 + random.nextInt(60);
      byte[] values = new byte[height * width];
      drawLine(values, height, width, 1 + random.nextInt(12), random);
      int rows = 5 + random.nextInt(100);
      int columns = 5 + random.nextInt(100);
      byte[] out = new MaskResizer(rows, columns, Fit.STRETCH).resize(mask(height, width, values));
      assertThat(pieces(out, rows, columns)).as("mask " + i).isEqualTo(1);
    }
  }

  @Test
  void cropAndPadLayTheMaskAsTheyLayTheImage() {
    byte[] values = new byte[2 * 6];
    fill(values, 6, 0, 0, 2, 3);
    assertThat(new MaskResizer(2, 2, Fit.CROP).resize(mask(2, 6, values)))
        .containsExactly(1, 0, 1, 0);
    assertThat(new MaskResizer(6, 6, Fit.PAD).resize(mask(2, 6, values)))
        .containsExactly(
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0);
  }

  private static PlanarImage mask(int height, int width, byte[] values) {
    return new PlanarImage(new ImageShape(1, height, width), values, 8);
  }

  /** A line that wanders, of a breadth that changes on its way. */
  private static void drawLine(byte[] values, int height, int width, int broadest, Random random) {
    int y = random.nextInt(height);
    int x = random.nextInt(width);
    int breadth = 1;
    for (int step = 0; step < 80; step++) {
      breadth = Math.max(1, Math.min(broadest, breadth + random.nextInt(3) - 1));
      fill(values, width, y, x, Math.min(breadth, height - y), Math.min(breadth, width - x));
      y = Math.max(0, Math.min(height - 1, y + random.nextInt(3) - 1));
      x = Math.max(0, Math.min(width - 1, x + random.nextInt(3) - 1));
    }
  }

  /** Regions of marks that touch by a side or a corner. */
  private static int pieces(byte[] marks, int height, int width) {
    byte[] left = marks.clone();
    int pieces = 0;
    for (int i = 0; i < left.length; i++) {
      pieces += left[i];
      clear(left, height, width, i);
    }
    return pieces;
  }

  private static void clear(byte[] marks, int height, int width, int from) {
    Deque<Integer> due = new ArrayDeque<>(List.of(from));
    while (!due.isEmpty()) {
      int at = due.pop();
      if (marks[at] == 0) {
        continue;
      }
      marks[at] = 0;
      for (int y = Math.max(0, at / width - 1); y <= Math.min(height - 1, at / width + 1); y++) {
        for (int x = Math.max(0, at % width - 1); x <= Math.min(width - 1, at % width + 1); x++) {
          due.push(y * width + x);
        }
      }
    }
  }

  private static void fill(byte[] values, int width, int top, int left, int tall, int wide) {
    for (int y = top; y < top + tall; y++) {
      for (int x = left; x < left + wide; x++) {
        values[y * width + x] = 1;
      }
    }
  }
}
