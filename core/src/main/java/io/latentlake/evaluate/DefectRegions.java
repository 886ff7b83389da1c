package io.latentlake.evaluate;

/** The defects in a mask: regions of marked pixels that touch, also at corners only. */
final class DefectRegions {
  private DefectRegions() {}

  /**
   * Determines which share of its region each pixel is.
   *
   * @param mask row by row; 0 where nothing is wrong
   * @param width pixels in a row
   * @return of a marked pixel, 1 / the number of pixels in its region; 0 of every other pixel
   */
  static double[] shares(byte[] mask, int width) {
    double[] shares = new double[mask.length];
    int[] region = new int[mask.length];
    for (int pixel = 0; pixel < mask.length; pixel++) {
      if (mask[pixel] != 0 && shares[pixel] == 0) {
        int size = collect(pixel, mask, width, shares, region);
        for (int i = 0; i < size; i++) {
          shares[region[i]] = 1.0 / size;
        }
      }
    }
    return shares;
  }

  /** Writes the pixels of one region to the front of {@code region}; returns how many there are. */
  private static int collect(int start, byte[] mask, int width, double[] shares, int[] region) {
    int size = 0;
    region[size++] = start;
    // any share but 0 says that the pixel is already in the region
    shares[start] = 1;
    for (int at = 0; at < size; at++) {
      int column = region[at] % width;
      int row = region[at] - column;
      for (int y = Math.max(0, row - width); y <= row + width && y < mask.length; y += width) {
        for (int x = Math.max(0, column - 1); x <= column + 1 && x < width; x++) {
          if (mask[y + x] != 0 && shares[y + x] == 0) {
            shares[y + x] = 1;
            region[size++] = y + x;
          }
        }
      }
    }
    return size;
  }
}
