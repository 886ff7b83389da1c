package io.latentlake.image.ingest;

import io.latentlake.image.Background;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import io.latentlake.table.RejectReason;
import org.apache.spark.sql.Row;

/**
 * An image whose pixels a row holds.
 *
 * @param shape grey or RGB
 * @param planes unsigned bytes, channel-major; not copied
 */
record SparkImage(ImageShape shape, byte[] planes) {
  private static int number(Row raw, int field) {
    return raw.isNullAt(field) ? 0 : raw.getInt(field);
  }

  /**
   * Turns the rows of blue, green, red and perhaps opacity that Spark's {@code image} source gives
   * into planes of red, green, blue.
   *
   * @param raw channels, height, width and mode; if any of the first three is null, it is no image
   * @param data the pixels
   * @param background shows through where they are transparent
   * @throws ImageRejectedException if the pixels are not as many as they should be, or no bytes
   */
  static SparkImage of(Row raw, byte[] data, Background background) throws ImageRejectedException {
    int channels = number(raw, 0);
    int height = number(raw, 1);
    int width = number(raw, 2);
    require(channels == 1 || channels == 3 || channels == 4, raw, data);
    require(height >= 1 && width >= 1, raw, data);
    require(data.length == (long) channels * height * width, raw, data);
    int plane = height * width;
    int kept = channels == 1 ? 1 : 3;
    byte[] planes = new byte[kept * plane];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < kept; c++) {
        int value = data[i * channels + kept - 1 - c] & 0xff;
        int opacity = channels == 4 ? data[i * channels + 3] & 0xff : 255;
        planes[c * plane + i] = (byte) background.over(c, kept, value, opacity);
      }
    }
    return new SparkImage(new ImageShape(kept, height, width), planes);
  }

  /**
   * Takes the pixels of table {@code images}.
   *
   * @param raw channels, height and width
   * @param pixels unsigned bytes, channel-major
   * @throws ImageRejectedException if the pixels are not as many as they should be
   */
  static SparkImage stored(Row raw, byte[] pixels) throws ImageRejectedException {
    int channels = number(raw, 0);
    int height = number(raw, 1);
    int width = number(raw, 2);
    require(channels == 1 || channels == 3, raw, pixels);
    require(height >= 1 && width >= 1, raw, pixels);
    require(pixels.length == (long) channels * height * width, raw, pixels);
    return new SparkImage(new ImageShape(channels, height, width), pixels);
  }

  private static void require(boolean right, Row raw, byte[] data) throws ImageRejectedException {
    if (!right) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED,
          (raw.isNullAt(3) ? "pixels of " : "Spark image of mode " + raw.get(3) + ", ")
              + number(raw, 1)
              + "x"
              + number(raw, 2)
              + "x"
              + number(raw, 0)
              + " in "
              + data.length
              + " bytes");
    }
  }
}
