package io.latentlake.architecture;

import java.io.Serializable;

/**
 * Shape of what a node gives for one image. A row of values has as many channels, of one pixel.
 *
 * @param channels at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Shape(int channels, int height, int width) implements Serializable {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is smaller than 1
   */
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          channels + " channels of " + height + "x" + width + "; each must be at least 1");
    }
  }

  /**
   * A row of values.
   *
   * @param values how many, at least 1
   * @return as many channels of one pixel
   */
  public static Shape row(int values) {
    return new Shape(values, 1, 1);
  }

  /**
   * All values.
   *
   * @return channels × height × width
   * @throws IllegalArgumentException if an array cannot hold as many
   */
  public int values() {
    long values = (long) channels * height * width;
    if (values > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(this + " are more values than an array can hold");
    }
    return (int) values;
  }

  /**
   * Reads as {@code 64x7x7}: channels, height, width.
   *
   * @return the text
   */
  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
