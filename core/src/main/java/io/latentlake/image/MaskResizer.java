package io.latentlake.image;

import java.io.Serializable;

/**
 * Resizes masks to the size of their images.
 *
 * <p>A pixel is marked if at least half of its area in the mask is marked. That rule alone would
 * remove or break up scratches. So thin regions mark every pixel that they touch. A region is thin
 * where no square fits whose side is the diagonal of a pixel; a square of that size never vanishes.
 * A region touches a pixel if the centre of one of its mask pixels is inside, so that a line stays
 * connected and becomes no wider than necessary.
 */
final class MaskResizer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int height;
  private final int width;
  private final Resizer.Fit fit;

  MaskResizer(int height, int width, Resizer.Fit fit) {
    this.height = height;
    this.width = width;
    this.fit = fit;
  }

  /**
   * Resizes one mask.
   *
   * @param mask 0 where it does not mark; one channel
   * @return 1 where a pixel is marked, else 0, {@code [height, width]}; a border is not marked
   */
  byte[] resize(PlanarImage mask) {
    Placement placement = Placement.of(mask.shape(), height, width, fit);
    Pixels rows = Pixels.of(placement.rows());
    Pixels columns = Pixels.of(placement.columns());
    int across = mask.shape().width();
    boolean[] thin = thin(mask, placement);
    byte[] out = new byte[height * width];
    for (int r = 0; r < rows.from.length; r++) {
      for (int q = 0; q < columns.from.length; q++) {
        int shown = (rows.to[r] - rows.from[r]) * (columns.to[q] - columns.from[q]);
        int marked = 0;
        boolean touched = false;
        for (int y = rows.from[r]; y < rows.to[r]; y++) {
          for (int i = y * across + columns.from[q]; i < y * across + columns.to[q]; i++) {
            marked += mask.values()[i] == 0 ? 0 : 1;
            touched |= thin[i];
          }
        }
        if (touched || 2 * marked >= shown) {
          out[(placement.rows().offset() + r) * width + placement.columns().offset() + q] = 1;
        }
      }
    }
    return out;
  }

  /** The thin regions: the mask minus its morphological opening. */
  private static boolean[] thin(PlanarImage mask, Placement placement) {
    int tall = diagonal(placement.rows());
    int wide = diagonal(placement.columns());
    int rows = mask.shape().height();
    int columns = mask.shape().width();
    boolean[] thick = new boolean[rows * columns];
    for (int i = 0; i < thick.length; i++) {
      thick[i] = mask.values()[i] != 0;
    }
    for (int y = 0; y < rows; y++) {
      erode(thick, y * columns, 1, columns, wide);
    }
    for (int x = 0; x < columns; x++) {
      erode(thick, x, columns, rows, tall);
    }
    for (int x = 0; x < columns; x++) {
      dilate(thick, x, columns, rows, tall);
    }
    for (int y = 0; y < rows; y++) {
      dilate(thick, y * columns, 1, columns, wide);
    }
    for (int i = 0; i < thick.length; i++) {
      thick[i] = mask.values()[i] != 0 && !thick[i];
    }
    return thick;
  }

  /** Length of a pixel's diagonal in mask pixels. Nothing is thin if the mask is not reduced. */
  private static int diagonal(Placement.Side side) {
    return side.scale() > 1 ? (int) Math.ceil(Math.sqrt(2) * side.scale()) : 1;
  }

  /** Keeps only marks that end a run of at least {@code length} marks. */
  private static void erode(boolean[] marks, int start, int step, int count, int length) {
    int row = 0;
    for (int i = 0; i < count; i++) {
      int at = start + i * step;
      row = marks[at] ? row + 1 : 0;
      marks[at] = row >= length;
    }
  }

  /** Replaces every mark by the run of {@code length} marks that ends there. */
  private static void dilate(boolean[] marks, int start, int step, int count, int length) {
    int left = 0;
    for (int i = count - 1; i >= 0; i--) {
      int at = start + i * step;
      left = marks[at] ? length : left - 1;
      marks[at] = left > 0;
    }
  }

  /** For every pixel along one side, the range of mask pixels that it covers; end exclusive. */
  private record Pixels(int[] from, int[] to) {
    static Pixels of(Placement.Side side) {
      int[] from = new int[side.size()];
      int[] to = new int[side.size()];
      for (int i = 0; i < from.length; i++) {
        double begin = side.start() + i * side.scale();
        from[i] = Math.max(0, middleFrom(begin));
        to[i] = Math.min(side.source(), middleFrom(begin + side.scale()));
        if (to[i] <= from[i]) {
          // Enlarged: it contains no centre, and lies within one mask pixel
          int within = (int) Math.floor(begin + side.scale() / 2);
          from[i] = Math.max(0, Math.min(side.source() - 1, within));
          to[i] = from[i] + 1;
        }
      }
      return new Pixels(from, to);
    }

    /** The first pixel whose centre is at or after a position. */
    private static int middleFrom(double place) {
      return (int) Math.ceil(place - 0.5);
    }
  }
}
