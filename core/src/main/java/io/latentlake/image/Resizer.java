package io.latentlake.image;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Brings images of any size to one.
 *
 * <p>Resampling is linear interpolation when enlarging and a triangle filter over the covered
 * pixels when reducing, so that fine texture does not alias. An image that already has the size is
 * unchanged, bit for bit.
 */
final class Resizer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What happens to an image of another aspect ratio. */
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
    double x = 0;
    double y = 0;
    double sourceWidth = from.width();
    double sourceHeight = from.height();
    int innerWidth = width;
    int innerHeight = height;
    double scaleX = sourceWidth / width;
    double scaleY = sourceHeight / height;
    if (fit == Fit.CROP) {
      double scale = Math.min(scaleX, scaleY);
      sourceWidth = scale * width;
      sourceHeight = scale * height;
      x = (from.width() - sourceWidth) / 2;
      y = (from.height() - sourceHeight) / 2;
    } else if (fit == Fit.PAD) {
      double scale = Math.max(scaleX, scaleY);
      innerWidth = (int) Math.max(1, Math.min(width, Math.round(sourceWidth / scale)));
      innerHeight = (int) Math.max(1, Math.min(height, Math.round(sourceHeight / scale)));
    }
    Weights columns = Weights.of(from.width(), x, sourceWidth, innerWidth);
    Weights rows = Weights.of(from.height(), y, sourceHeight, innerHeight);
    int channels = from.channels();
    byte[] out = new byte[channels * height * width];
    int left = (width - innerWidth) / 2;
    int top = (height - innerHeight) / 2;
    for (int c = 0; c < channels; c++) {
      int plane = c * height * width;
      Arrays.fill(out, plane, plane + height * width, (byte) background.channel(c, channels));
      float[] narrowed = narrow(image, c, columns, innerWidth);
      for (int r = 0; r < innerHeight; r++) {
        for (int q = 0; q < innerWidth; q++) {
          float sum = 0;
          for (int k = 0; k < rows.values[r].length; k++) {
            sum += rows.values[r][k] * narrowed[(rows.first[r] + k) * innerWidth + q];
          }
          int value = Math.max(0, Math.min(255, Math.round(sum)));
          out[plane + (top + r) * width + left + q] = (byte) value;
        }
      }
    }
    return new PlanarImage(new ImageShape(channels, height, width), out, image.sourceBits());
  }

  /** Resamples the rows of one plane: {@code [source height, innerWidth]}. */
  private static float[] narrow(PlanarImage image, int channel, Weights columns, int innerWidth) {
    int sourceHeight = image.shape().height();
    int sourceWidth = image.shape().width();
    float[] out = new float[Math.multiplyExact(sourceHeight, innerWidth)];
    int plane = channel * sourceHeight * sourceWidth;
    for (int r = 0; r < sourceHeight; r++) {
      int row = plane + r * sourceWidth;
      for (int q = 0; q < innerWidth; q++) {
        float sum = 0;
        float[] weights = columns.values[q];
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * (image.values()[row + columns.first[q] + k] & 0xff);
        }
        out[r * innerWidth + q] = sum;
      }
    }
    return out;
  }

  /** For every output position, the first source position and the weights from there on. */
  private record Weights(int[] first, float[][] values) {
    static Weights of(int sourceSize, double start, double length, int size) {
      int[] first = new int[size];
      float[][] values = new float[size][];
      double scale = length / size;
      double reach = Math.max(1, scale);
      for (int i = 0; i < size; i++) {
        double centre = start + (i + 0.5) * scale;
        int from = (int) Math.max(0, Math.floor(centre - reach));
        int to = (int) Math.min(sourceSize, Math.ceil(centre + reach));
        double[] raw = new double[to - from];
        double sum = 0;
        for (int k = 0; k < raw.length; k++) {
          raw[k] = Math.max(0, 1 - Math.abs(from + k + 0.5 - centre) / reach);
          sum += raw[k];
        }
        first[i] = from;
        values[i] = new float[raw.length];
        for (int k = 0; k < raw.length; k++) {
          values[i][k] = (float) (raw[k] / sum);
        }
      }
      return new Weights(first, values);
    }
  }
}
