package io.latentlake.explain;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.ImageShape;

/**
 * Images of one shape as plain numbers: pixels in [0, 1], or a number for each pixel.
 *
 * @param shape of every image
 * @param rows one image each, channel-major, length {@code shape.values()}; not copied
 */
public record Pixels(ImageShape shape, float[][] rows) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if a row has another length than the shape
   */
  public Pixels {
    for (float[] row : rows) {
      if (row.length != shape.values()) {
        throw new IllegalArgumentException(
            "an image has " + row.length + " values; " + shape + " needs " + shape.values());
      }
    }
  }

  /**
   * Stored images as pixels in [0, 1].
   *
   * @param shape of every image
   * @param stored one image each, unsigned bytes, channel-major
   * @return the pixels
   */
  public static Pixels of(ImageShape shape, byte[][] stored) {
    float[][] rows = new float[stored.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[stored[i].length];
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = (stored[i][j] & 0xff) / 255f;
      }
    }
    return new Pixels(shape, rows);
  }

  /**
   * Number of images.
   *
   * @return 0 or more
   */
  public int count() {
    return rows.length;
  }

  /**
   * Blurs each channel as a map of the whole image is made smooth.
   *
   * @return blurred, in new arrays
   */
  public Pixels smooth() {
    GaussianBlur blur = GaussianBlur.ofMap(shape.height(), shape.width());
    float[][] smooth = new float[count()][];
    for (int i = 0; i < smooth.length; i++) {
      smooth[i] = blur.blur(shape, rows[i]);
    }
    return new Pixels(shape, smooth);
  }

  /**
   * Sums every image over its channels.
   *
   * @return for each image one value per pixel, row by row
   */
  public float[][] maps() {
    float[][] maps = new float[count()][];
    for (int i = 0; i < maps.length; i++) {
      double[] row = new double[rows[i].length];
      for (int j = 0; j < row.length; j++) {
        row[j] = rows[i][j];
      }
      maps[i] = sumOverChannels(shape, row);
    }
    return maps;
  }

  /**
   * Sums a row over its channels.
   *
   * @param shape of the image
   * @param row numbers, channel-major
   * @return one value per pixel, row by row
   */
  public static float[] sumOverChannels(ImageShape shape, double[] row) {
    int plane = shape.height() * shape.width();
    float[] map = new float[plane];
    for (int p = 0; p < plane; p++) {
      double sum = 0;
      for (int c = 0; c < shape.channels(); c++) {
        sum += row[c * plane + p];
      }
      map[p] = (float) sum;
    }
    return map;
  }
}
