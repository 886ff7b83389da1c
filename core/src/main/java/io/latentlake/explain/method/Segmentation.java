package io.latentlake.explain.method;

import io.latentlake.image.ImageShape;
import java.util.Arrays;

/** Cuts an image into segments. Their number depends on the image's size alone. */
final class Segmentation {
  private static final int ITERATIONS = 10;

  // How much a step to the next centre counts against a difference of colour from black to white
  private static final double COMPACTNESS = 0.1;

  private final ImageShape shape;
  private final SegmentOptions options;
  private final int rows;
  private final int columns;

  Segmentation(ImageShape shape, SegmentOptions options) {
    this.shape = shape;
    this.options = options;
    this.rows = Math.min(options.perSide(), shape.height());
    this.columns = Math.min(options.perSide(), shape.width());
  }

  /** How many segments an image has; superpixels may be empty. */
  int count() {
    return rows * columns;
  }

  /** For each pixel of an image, row by row, the segment that it is part of. */
  int[] of(float[] image) {
    int[] tiles = new int[shape.height() * shape.width()];
    for (int p = 0; p < tiles.length; p++) {
      int row = p / shape.width() * rows / shape.height();
      int column = p % shape.width() * columns / shape.width();
      tiles[p] = row * columns + column;
    }
    return options.form() == SegmentOptions.Form.TILES ? tiles : superpixels(image, tiles);
  }

  /**
   * SLIC: k-means in colour and place, from tiles on, each pixel compared with centres near it. The
   * last step of the paper, which joins stray pixels to a neighbour, is left out.
   *
   * @see <a href="https://doi.org/10.1109/TPAMI.2012.120">Achanta et al. 2012</a>
   */
  private int[] superpixels(float[] image, int[] tiles) {
    int[] labels = tiles.clone();
    for (int i = 0; i < ITERATIONS; i++) {
      int[] next = assigned(image, centres(image, labels));
      if (Arrays.equals(next, labels)) {
        break;
      }
      labels = next;
    }
    return labels;
  }

  /** For each segment its mean colour, then its mean row and column; NaN if it is empty. */
  private double[][] centres(float[] image, int[] labels) {
    int channels = shape.channels();
    double[][] centres = new double[count()][channels + 2];
    int[] sizes = new int[count()];
    for (int p = 0; p < labels.length; p++) {
      double[] centre = centres[labels[p]];
      for (int c = 0; c < channels; c++) {
        centre[c] += image[c * labels.length + p];
      }
      centre[channels] += p / shape.width();
      centre[channels + 1] += p % shape.width();
      sizes[labels[p]]++;
    }
    for (int s = 0; s < centres.length; s++) {
      for (int i = 0; i < centres[s].length; i++) {
        centres[s][i] /= sizes[s];
      }
    }
    return centres;
  }

  private int[] assigned(float[] image, double[][] centres) {
    double stepY = (double) shape.height() / rows;
    double stepX = (double) shape.width() / columns;
    int[] labels = new int[shape.height() * shape.width()];
    double[] least = new double[labels.length];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    int channels = shape.channels();
    for (int s = 0; s < centres.length; s++) {
      double y = centres[s][channels];
      double x = centres[s][channels + 1];
      if (Double.isNaN(y)) {
        continue;
      }
      int lastY = (int) Math.min(shape.height() - 1, Math.ceil(y + 2 * stepY));
      int lastX = (int) Math.min(shape.width() - 1, Math.ceil(x + 2 * stepX));
      for (int row = (int) Math.max(0, y - 2 * stepY); row <= lastY; row++) {
        for (int column = (int) Math.max(0, x - 2 * stepX); column <= lastX; column++) {
          int p = row * shape.width() + column;
          double distance =
              COMPACTNESS
                  * COMPACTNESS
                  * (squared((row - y) / stepY) + squared((column - x) / stepX));
          for (int c = 0; c < channels; c++) {
            distance += squared(image[c * labels.length + p] - centres[s][c]);
          }
          if (distance < least[p]) {
            least[p] = distance;
            labels[p] = s;
          }
        }
      }
    }
    return labels;
  }

  private static double squared(double value) {
    return value * value;
  }
}
