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
   * A sample of the training images by a seeded hash of their ids, in the order of their ids. Of
   * each label that a model is told it has as many.
   *
   * @param images rows of the images table
   * @param shape of each
   * @param labels that the model is told; empty if it is told none
   * @param count how many
   * @param seed of the hash
   * @return as many, or all if there are fewer
   * @throws IllegalArgumentException if there is no training image
   */
  public static ReferenceImages of(
      Dataset<Row> images, ImageShape shape, List<String> labels, int count, long seed) {
    Dataset<Row> training = images.where(col(ImagesTable.SPLIT).equalTo(ImagesTable.TRAIN));
    List<Row> rows =
        (labels.isEmpty()
                ? ImageSelection.sample(training, count, seed)
                : ImageSelection.sampleOfEach(
                    training, labels, (count + labels.size() - 1) / labels.size(), seed))
            .select(ImagesTable.IMAGE_ID, ImagesTable.LABEL, ImagesTable.PIXELS)
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
        rows.stream().map(row -> row.getString(1)).toArray(String[]::new),
        rows.stream().map(row -> (byte[]) row.get(2)).toArray(byte[][]::new));
  }
}
