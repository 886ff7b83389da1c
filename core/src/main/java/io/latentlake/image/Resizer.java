package io.latentlake.image;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Resizes images to one size.
 *
 * <p>Resampling is linear interpolation when enlarging and a triangle filter over the covered
 * pixels when reducing, so that fine texture does not alias. An image that already has the size is
 * unchanged, bit for bit.
 */
final class Resizer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How an image of another aspect ratio is fitted. */
  enum Fit {
    /** Each side is scaled by its own factor. */
    STRETCH,
    /** Scaled until the shorter side fits, then the middle is cut out. */
    CROP,
    /** Scaled until the longer side fits, then the border is filled. */
    PAD
  }

  private final int height;
  private final int width;
  private final Fit fit;

  Resizer(int height, int width, Fit fit) {
    this.height = height;
    this.width = width;
    this.fit = fit;
  }

  PlanarImage resize(PlanarImage image, Background background) {
    ImageShape from = image.shape();
    if (from.height() == height && from.width() == width) {
      return image;
    }
    Placement placement = Placement.of(from, height, width, fit);
    int innerWidth = placement.columns().size();
    int innerHeight = placement.rows().size();
    TriangleFilter columns = TriangleFilter.of(placement.columns());
    TriangleFilter rows = TriangleFilter.of(placement.rows());
    int channels = from.channels();
    byte[] out = new byte[channels * height * width];
    int left = placement.columns().offset();
    int top = placement.rows().offset();
    for (int c = 0; c < channels; c++) {
      int plane = c * height * width;
      Arrays.fill(out, plane, plane + height * width, (byte) background.channel(c, channels));
      float[] narrowed = narrow(image, c, columns, innerWidth);
      for (int r = 0; r < innerHeight; r++) {
        for (int q = 0; q < innerWidth; q++) {
          float sum = 0;
          for (int k = 0; k < rows.values()[r].length; k++) {
            sum += rows.values()[r][k] * narrowed[(rows.first()[r] + k) * innerWidth + q];
          }
          int value = Math.max(0, Math.min(255, Math.round(sum)));
          out[plane + (top + r) * width + left + q] = (byte) value;
        }
      }
    }
    return new PlanarImage(new ImageShape(channels, height, width), out, image.sourceBits());
  }

  /** Resamples the rows of one plane: {@code [source height, innerWidth]}. */
  private static float[] narrow(
      PlanarImage image, int channel, TriangleFilter columns, int innerWidth) {
    int sourceHeight = image.shape().height();
    int sourceWidth = image.shape().width();
    float[] out = new float[Math.multiplyExact(sourceHeight, innerWidth)];
    int plane = channel * sourceHeight * sourceWidth;
    for (int r = 0; r < sourceHeight; r++) {
      int row = plane + r * sourceWidth;
      for (int q = 0; q < innerWidth; q++) {
        float sum = 0;
        float[] weights = columns.values()[q];
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * (image.values()[row + columns.first()[q] + k] & 0xff);
        }
        out[r * innerWidth + q] = sum;
      }
    }
    return out;
  }
}
