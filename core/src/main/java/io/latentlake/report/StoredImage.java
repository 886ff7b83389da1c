package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Picture;
import io.latentlake.table.ImagesTable;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An image from the images table.
 *
 * @param id image id
 * @param label label, or empty
 * @param shape its size
 * @param pixels uint8, channel-major
 */
record StoredImage(String id, String label, ImageShape shape, byte[] pixels) {

  /** Reads a few images by their ids. */
  static Map<String, StoredImage> byId(Dataset<Row> images, List<String> ids) {
    Map<String, StoredImage> found = new LinkedHashMap<>();
    images
        .filter(col(ImagesTable.IMAGE_ID).isin(ids.toArray()))
        .select(
            ImagesTable.IMAGE_ID,
            ImagesTable.LABEL,
            ImagesTable.CHANNELS,
            ImagesTable.HEIGHT,
            ImagesTable.WIDTH,
            ImagesTable.PIXELS)
        .collectAsList()
        .forEach(row -> found.put(row.getString(0), of(row)));
    return found;
  }

  /** A column of floats. */
  static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  BufferedImage image() {
    return Picture.of(shape, pixels);
  }

  /** Alternative text for the image. */
  String words() {
    return label.isEmpty() ? id : id + ", labelled " + label;
  }

  private static StoredImage of(Row row) {
    return new StoredImage(
        row.getString(0),
        row.isNullAt(1) ? "" : row.getString(1),
        new ImageShape(row.getInt(2), row.getInt(3), row.getInt(4)),
        (byte[]) row.get(5));
  }
}
