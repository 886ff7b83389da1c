package io.latentlake.infer;

import static org.apache.spark.sql.functions.col;

import io.latentlake.explain.ReferenceImages;
import io.latentlake.image.ImageShape;
import io.latentlake.table.ImagesTable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Selects the normal images that others are compared with. */
public final class ReferenceSelection {
  private ReferenceSelection() {}

  /**
   * A sample of the training images by a seeded hash of their ids, in the order of their ids.
   *
   * @param images rows of the images table
   * @param shape of each
   * @param count how many
   * @param seed of the hash
   * @return as many, or all if there are fewer
   * @throws IllegalArgumentException if there is no training image
   */
  public static ReferenceImages of(Dataset<Row> images, ImageShape shape, int count, long seed) {
    Dataset<Row> training = images.where(col(ImagesTable.SPLIT).equalTo(ImagesTable.TRAIN));
    List<Row> rows =
        ImageSelection.sample(training, count, seed)
            .select(ImagesTable.IMAGE_ID, ImagesTable.PIXELS)
            .sort(ImagesTable.IMAGE_ID)
            .collectAsList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "a baseline or method that explain names compares with training images, of which there"
              + " are none; ingest some, or name another");
    }
    return new ReferenceImages(
        shape,
        rows.stream().map(row -> row.getString(0)).toArray(String[]::new),
        rows.stream().map(row -> (byte[]) row.get(1)).toArray(byte[][]::new));
  }
}
