package io.latentlake.explain.method;

import io.latentlake.image.ImageShape;
import io.latentlake.model.SpatialStage;

/** A map of a stage's places as one of the image's pixels, by linear interpolation either way. */
record Interpolation(SpatialStage stage) {
  /**
   * Enlarges a map.
   *
   * @param image size of the result
   * @param map a value for each place of the stage, row by row; each stands for the middle of its
   *     share of the padded image
   * @return a value for each pixel, row by row
   */
  float[] onto(ImageShape image, double[] map) {
    float[] large = new float[image.height() * image.width()];
    for (int y = 0; y < image.height(); y++) {
      double row = place(y + stage.top(), stage.height(), stage.paddedHeight());
      for (int x = 0; x < image.width(); x++) {
        double column = place(x + stage.left(), stage.width(), stage.paddedWidth());
        int top = (int) row;
        int left = (int) column;
        double upper = between(map, top, left, column - left);
        double lower = between(map, Math.min(top + 1, stage.height() - 1), left, column - left);
        large[y * image.width() + x] = (float) (upper + (row - top) * (lower - upper));
      }
    }
    return large;
  }

  private double between(double[] map, int row, int left, double share) {
    double first = map[row * stage.width() + left];
    double second = map[row * stage.width() + Math.min(left + 1, stage.width() - 1)];
    return first + share * (second - first);
  }

  /** Where a pixel's middle lies among those of the places, no further than the outermost. */
  private static double place(int pixel, int places, int pixels) {
    double at = (pixel + 0.5) * places / pixels - 0.5;
    return Math.max(0, Math.min(places - 1, at));
  }
}
