package io.latentlake.image.defect;

import java.util.random.RandomGenerator;

/** Random values on a grid, smooth in between: clouds of about one grid cell each. */
final class ValueNoise {
  private final float[] grid;
  private final int columns;
  private final double cell;

  /**
   * Draws a cloud.
   *
   * @param width of what it covers, pixels
   * @param height of what it covers, pixels
   * @param cell side of a grid cell, pixels, above 0
   * @param random decides the values
   */
  ValueNoise(double width, double height, double cell, RandomGenerator random) {
    this.cell = cell;
    this.columns = (int) Math.ceil(width / cell) + 2;
    int rows = (int) Math.ceil(height / cell) + 2;
    this.grid = new float[columns * rows];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = random.nextFloat();
    }
  }

  /** Value at a place within what is covered, in [0, 1]. */
  double at(double x, double y) {
    int column = (int) (x / cell);
    int row = (int) (y / cell);
    double right = eased(x / cell - column);
    double below = eased(y / cell - row);
    int at = row * columns + column;
    double upper = grid[at] * (1 - right) + grid[at + 1] * right;
    double lower = grid[at + columns] * (1 - right) + grid[at + columns + 1] * right;
    return upper * (1 - below) + lower * below;
  }

  /** 3t² − 2t³: no corner where two cells meet. */
  private static double eased(double t) {
    return t * t * (3 - 2 * t);
  }
}
