package io.latentlake.infer;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.latentlake.table.ImagesTable;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows of an earlier run that are still valid, because their inputs and image are unchanged, and
 * the images that need a new row. Compares only {@code image_id} and {@code source_key}, so that no
 * pixels are read.
 */
public final class ReusedRows implements AutoCloseable {
  private static final long MAX_BROADCAST_IDS = 500_000;

  private final long rows;
  private final long due;
  private final Optional<Dataset<Row>> earlier;
  private final Optional<Dataset<Row>> same;
  private final Optional<Dataset<Row>> dueIds;

  private ReusedRows(
      long rows,
      long due,
      Optional<Dataset<Row>> earlier,
      Optional<Dataset<Row>> same,
      Optional<Dataset<Row>> dueIds) {
    this.rows = rows;
    this.due = due;
    this.earlier = earlier;
    this.same = same;
    this.dueIds = dueIds;
  }

  /**
   * Reuses no rows.
   *
   * @param images how many images need a row
   * @return no rows, and all images due
   */
  public static ReusedRows nothing(long images) {
    return new ReusedRows(0, images, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Compares an earlier run with the images.
   *
   * @param earlier rows of a table with {@code image_id} and {@code source_key}
   * @param earlierRows how many they are
   * @param images the images that need a row
   * @param imageRows how many they are
   * @return the valid rows, to be closed
   */
  public static ReusedRows of(
      Dataset<Row> earlier, long earlierRows, Dataset<Row> images, long imageRows) {
    String[] id = {ImagesTable.IMAGE_ID};
    String[] both = {ImagesTable.IMAGE_ID, ImagesTable.SOURCE_KEY};
    Dataset<Row> wanted = images.select(col(both[0]), col(both[1]));
    Dataset<Row> old = earlier.select(col(both[0]), col(both[1]));
    Dataset<Row> same =
        old.join(wanted, both, "left_semi")
            .select(ImagesTable.IMAGE_ID)
            .persist(StorageLevel.MEMORY_AND_DISK());
    long rows = same.count();
    if (rows == 0) {
      same.unpersist();
      return nothing(imageRows);
    }
    long leaving = earlierRows - rows;
    Dataset<Row> kept;
    if (leaving == 0) {
      kept = earlier;
    } else if (leaving <= MAX_BROADCAST_IDS) {
      // Whole rows are not shuffled: embeddings and maps are long
      kept =
          earlier.join(broadcast(old.select(id[0]).join(same, id, "left_anti")), id, "left_anti");
    } else {
      kept = earlier.join(same, id, "left_semi");
    }
    Dataset<Row> dueIds =
        wanted
            .select(ImagesTable.IMAGE_ID)
            .join(same, id, "left_anti")
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new ReusedRows(
        rows, imageRows - rows, Optional.of(kept), Optional.of(same), Optional.of(dueIds));
  }

  /**
   * Number of valid rows.
   *
   * @return rows of {@link #earlier()}
   */
  public long rows() {
    return rows;
  }

  /**
   * How many images need a new row.
   *
   * @return rows of {@link #dueIds()}
   */
  public long due() {
    return due;
  }

  /**
   * The valid rows.
   *
   * @return empty if there are none
   */
  public Optional<Dataset<Row>> earlier() {
    return earlier;
  }

  /**
   * The images that need a new row, column {@code image_id}.
   *
   * @return empty if all images need one
   */
  public Optional<Dataset<Row>> dueIds() {
    return dueIds;
  }

  /**
   * Filters the images that need a new row.
   *
   * @param images rows of the images table
   * @return those of them
   */
  public Dataset<Row> due(Dataset<Row> images) {
    String[] id = {ImagesTable.IMAGE_ID};
    return dueIds
        .map(ids -> images.join(due <= MAX_BROADCAST_IDS ? broadcast(ids) : ids, id, "left_semi"))
        .orElse(images);
  }

  @Override
  public void close() {
    same.ifPresent(Dataset::unpersist);
    dueIds.ifPresent(Dataset::unpersist);
  }
}
