package io.latentlake.architecture;

import java.io.Serializable;

/**
 * Zeros around an image.
 *
 * @param top rows above
 * @param bottom rows below
 * @param left columns to the left
 * @param right columns to the right
 */
public record Padding(int top, int bottom, int left, int right) implements Serializable {
  /**
   * What makes both sides divisible. Odd amounts put the extra row or column last.
   *
   * @param shape size of the image
   * @param divisor of both sides
   * @return the smallest such padding
   */
  public static Padding to(Shape shape, int divisor) {
    int rows = Math.floorMod(-shape.height(), divisor);
    int columns = Math.floorMod(-shape.width(), divisor);
    return new Padding(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
  }

  /**
   * Whether nothing is added.
   *
   * @return true if no side grows
   */
  public boolean none() {
    return top + bottom + left + right == 0;
  }

  /**
   * The size with the padding.
   *
   * @param shape size without
   * @return size with
   */
  public Shape around(Shape shape) {
    return new Shape(shape.channels(), shape.height() + top + bottom, shape.width() + left + right);
  }

  /**
   * The size without the padding.
   *
   * @param shape size with
   * @return size without
   */
  public Shape within(Shape shape) {
    return new Shape(shape.channels(), shape.height() - top - bottom, shape.width() - left - right);
  }
}
