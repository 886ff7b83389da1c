package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;

import io.latentlake.image.ImageShape;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The shapes of images that have been ingested. */
public final class StoredShapes {
  private StoredShapes() {}

  /**
   * Finds the shapes without a Spark job where Parquet footers hold them, as those of every table
   * that ingest wrote do.
   *
   * @param store the tables
   * @param images rows of table {@code images}, as {@link TableStore#read} gives them for the key
   * @param key which images
   * @return each shape once; where the rows have to be read, at most two
   */
  public static List<ImageShape> of(TableStore store, Dataset<Row> images, TableKey key) {
    List<String> columns = List.of(ImagesTable.CHANNELS, ImagesTable.HEIGHT, ImagesTable.WIDTH);
    return store
        .constants(key, columns)
        .map(
            found ->
                found.stream()
                    .map(shape -> shape.stream().mapToInt(Integer::parseInt).toArray())
                    .map(shape -> new ImageShape(shape[0], shape[1], shape[2]))
                    .toList())
        .orElseGet(() -> of(images));
  }

  /** Stops at two shapes, because nothing accepts both. */
  private static List<ImageShape> of(Dataset<Row> images) {
    return images
        .select(col(ImagesTable.CHANNELS), col(ImagesTable.HEIGHT), col(ImagesTable.WIDTH))
        .distinct()
        .limit(2)
        .collectAsList()
        .stream()
        .map(shape -> new ImageShape(shape.getInt(0), shape.getInt(1), shape.getInt(2)))
        .toList();
  }
}
