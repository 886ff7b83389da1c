package io.latentlake.explain.method;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * Masks of an image's size with values in [0, 1]: a coarse grid of cells that are shown or not,
 * made larger by bilinear interpolation and shifted by up to a cell, so that no grid stays visible.
 */
final class SoftMasks {
  private final ImageShape shape;
  private final int cells;
  private final double shown;

  /**
   * Prepares to draw.
   *
   * @param shape size of the images
   * @param cells along each side
   * @param shown probability that a cell is
   */
  SoftMasks(ImageShape shape, int cells, double shown) {
    this.shape = shape;
    this.cells = cells;
    this.shown = shown;
  }

  int area() {
    return shape.height() * shape.width();
  }

  /** A mask, row by row. */
  float[] mask(RandomGenerator random) {
    float[][] grid = new float[cells + 2][cells + 2];
    for (float[] row : grid) {
      for (int x = 0; x < row.length; x++) {
        row[x] = random.nextDouble() < shown ? 1 : 0;
      }
    }
    double shiftY = random.nextDouble();
    double shiftX = random.nextDouble();
    float[] mask = new float[area()];
    for (int y = 0; y < shape.height(); y++) {
      double gridY = (double) y * cells / shape.height() + shiftY;
      int top = (int) gridY;
      double down = gridY - top;
      for (int x = 0; x < shape.width(); x++) {
        double gridX = (double) x * cells / shape.width() + shiftX;
        int left = (int) gridX;
        double right = gridX - left;
        mask[y * shape.width() + x] =
            (float)
                ((1 - down) * ((1 - right) * grid[top][left] + right * grid[top][left + 1])
                    + down * ((1 - right) * grid[top + 1][left] + right * grid[top + 1][left + 1]));
      }
    }
    return mask;
  }
}
