package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.TableStore;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The result of the previous ingest of an image set, and which of its rows are still valid.
 *
 * @param images its images
 * @param imageCount how many
 * @param rejects its rejects
 */
record EarlierIngest(Dataset<Row> images, long imageCount, Dataset<Row> rejects) {
  /** Largest number of ids that is broadcast. */
  private static final long MAX_BROADCAST_IDS = 500_000;

  private static final String[] ID = {ImagesTable.IMAGE_ID};

  /** The newest ingest of an image set; empty if there was none. */
  static Optional<EarlierIngest> find(SparkSession spark, TableStore store, String dataId) {
    return store
        .latest(ImagesTable.key(dataId))
        .map(
            run ->
                new EarlierIngest(
                    store.read(ImagesTable.key(dataId), ImagesTable.SCHEMA),
                    run.rows(),
                    store.exists(RejectsTable.key(dataId))
                        ? store.read(RejectsTable.key(dataId), RejectsTable.SCHEMA)
                        : spark.createDataFrame(List.of(), RejectsTable.SCHEMA)));
  }

  /** Adds column {@link ItemStatus#COLUMN}: how every item compares with the previous ingest. */
  Dataset<Row> withStatus(Dataset<Row> planned) {
    Dataset<Row> old =
        images.select(
            col(ImagesTable.IMAGE_ID).as("old_id"),
            // A row of an earlier release that lacks a column cannot be copied
            when(
                    col(ImagesTable.SOURCE_BITS)
                        .isNotNull()
                        .and(col(ImagesTable.SOURCE_BYTES).isNotNull()),
                    col(ImagesTable.SOURCE_KEY))
                .as("old_key"));
    Dataset<Row> rejected = rejects.select(col(RejectsTable.URI).as("rejected_uri")).distinct();
    Column status =
        when(col(Items.FAULT).isNotNull(), ItemStatus.FAULTY)
            .when(col("old_id").isNull().and(col("rejected_uri").isNull()), ItemStatus.ADDED)
            .when(col("old_id").isNull(), ItemStatus.RETRIED)
            .when(col("old_key").equalTo(col(PlannedItems.SOURCE_KEY)), ItemStatus.UNCHANGED)
            .otherwise(ItemStatus.CHANGED);
    return planned
        .join(old, col(Items.IMAGE_ID).equalTo(col("old_id")), "left")
        .join(rejected, col(Items.URI).equalTo(col("rejected_uri")), "left")
        .withColumn(ItemStatus.COLUMN, status)
        .drop("old_id", "old_key", "rejected_uri");
  }

  /** How many images are no longer listed. */
  long removed(Dataset<Row> listed) {
    return images
        .select(col(ImagesTable.IMAGE_ID))
        .join(listed.select(col(Items.IMAGE_ID)), ID, "left_anti")
        .count();
  }

  /**
   * The rows that are kept, assigned to new files.
   *
   * @param planned the items with their status
   * @param unchanged how many of them are unchanged
   * @param layout where rows go
   * @param seed decides the order of the images
   */
  JavaPairRDD<LayoutKey, Row> copied(
      Dataset<Row> planned, long unchanged, ImageLayout layout, long seed) {
    String[] columns = ImagesTable.SCHEMA.fieldNames();
    int order = columns.length;
    Column[] wanted = new Column[order + 1];
    for (int i = 0; i < order; i++) {
      wanted[i] = col(columns[i]);
    }
    wanted[order] = PlannedItems.order(seed, col(ImagesTable.IMAGE_ID));
    return unchanged(planned, unchanged)
        .select(wanted)
        .toJavaRDD()
        .mapToPair(
            row -> {
              Object[] values = new Object[order];
              for (int i = 0; i < order; i++) {
                values[i] = row.get(i);
              }
              String id = row.getAs(ImagesTable.IMAGE_ID);
              LayoutKey key = layout.image(row.getAs(ImagesTable.SPLIT), row.getLong(order), id);
              return new Tuple2<>(key, RowFactory.create(values));
            });
  }

  /** The rows that are kept; avoids a shuffle of pixels if most are. */
  private Dataset<Row> unchanged(Dataset<Row> planned, long unchanged) {
    long leaving = imageCount - unchanged;
    if (leaving == 0) {
      return images;
    }
    Dataset<Row> kept =
        planned.where(col(ItemStatus.COLUMN).equalTo(ItemStatus.UNCHANGED)).select(Items.IMAGE_ID);
    if (leaving > MAX_BROADCAST_IDS) {
      return images.join(kept, ID, "left_semi");
    }
    Dataset<Row> left = images.select(ImagesTable.IMAGE_ID).join(kept, ID, "left_anti");
    return images.join(broadcast(left), ID, "left_anti");
  }
}
