package io.latentlake.picture;

import static org.apache.spark.sql.functions.col;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Picture;
import io.latentlake.table.ImagesTable;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * An image from the images table.
 *
 * @param id image id
 * @param label label, or empty
 * @param shape its size
 * @param pixels uint8, channel-major
 * @param sourceKey what its row was made from; null in tables of earlier releases
 */
public record StoredImage(
    String id, String label, ImageShape shape, byte[] pixels, Long sourceKey) {

  /** Columns of the images table that an image is read from. */
  static final List<String> COLUMNS =
      List.of(
          ImagesTable.IMAGE_ID,
          ImagesTable.LABEL,
          ImagesTable.CHANNELS,
          ImagesTable.HEIGHT,
          ImagesTable.WIDTH,
          ImagesTable.PIXELS,
          ImagesTable.SOURCE_KEY);

  /**
   * Reads a few images by their ids.
   *
   * @param images the images table
   * @param ids which
   * @return those that are there, by id
   */
  public static Map<String, StoredImage> byId(Dataset<Row> images, List<String> ids) {
    Map<String, StoredImage> found = new LinkedHashMap<>();
    images
        .filter(col(ImagesTable.IMAGE_ID).isin(ids.toArray()))
        .select(COLUMNS.stream().map(functions::col).toArray(Column[]::new))
        .collectAsList()
        .forEach(row -> found.put(row.getString(0), of(row)));
    return found;
  }

  /**
   * A column of floats.
   *
   * @param values of a row
   * @return the same
   */
  public static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  /**
   * The image to look at.
   *
   * @return RGB, of its own size
   */
  public BufferedImage image() {
    return Picture.of(shape, pixels);
  }

  /**
   * Alternative text for the image.
   *
   * @return its id, and its label if it has one
   */
  public String words() {
    return label.isEmpty() ? id : id + ", labelled " + label;
  }

  /** From a row that begins with {@link #COLUMNS}. */
  static StoredImage of(Row row) {
    return new StoredImage(
        row.getString(0),
        row.isNullAt(1) ? "" : row.getString(1),
        new ImageShape(row.getInt(2), row.getInt(3), row.getInt(4)),
        (byte[]) row.get(5),
        (Long) row.get(6));
  }
}
