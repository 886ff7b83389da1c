package io.latentlake.image;

/**
 * How an image is fitted into another size.
 *
 * @param rows from top to bottom
 * @param columns from left to right
 */
record Placement(Side rows, Side columns) {
  /**
   * One side of both.
   *
   * @param source pixels of the image
   * @param start where the visible part begins, in its pixels
   * @param length length of the visible part, in its pixels
   * @param offset first pixel that it fills
   * @param size number of pixels that it fills
   */
  record Side(int source, double start, double length, int offset, int size) {
    /** Number of source pixels per target pixel. */
    double scale() {
      return length / size;
    }
  }

  /**
   * Fits an image into a size.
   *
   * @param height rows to be filled
   * @param width columns to be filled
   * @param fit how another aspect ratio is fitted
   */
  static Placement of(ImageShape image, int height, int width, Resizer.Fit fit) {
    double scaleX = (double) image.width() / width;
    double scaleY = (double) image.height() / height;
    return switch (fit) {
      case STRETCH -> new Placement(whole(image.height(), height), whole(image.width(), width));
      case CROP -> {
        double scale = Math.min(scaleX, scaleY);
        yield new Placement(
            middle(image.height(), height, scale), middle(image.width(), width, scale));
      }
      case PAD -> {
        double scale = Math.max(scaleX, scaleY);
        yield new Placement(
            padded(image.height(), height, scale), padded(image.width(), width, scale));
      }
    };
  }

  private static Side whole(int source, int size) {
    return new Side(source, 0, source, 0, size);
  }

  private static Side middle(int source, int size, double scale) {
    double length = scale * size;
    return new Side(source, (source - length) / 2, length, 0, size);
  }

  private static Side padded(int source, int size, double scale) {
    int inner = (int) Math.max(1, Math.min(size, Math.round(source / scale)));
    return new Side(source, 0, source, (size - inner) / 2, inner);
  }
}
