package io.latentlake.infer;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Selects the images of a pass. The selection is exact and does not depend on partitions. */
public final class ImageSelection {
  private ImageSelection() {}

  /**
   * A sample by a seeded hash of the image ids: the same images for the same seed, for any order
   * and partitions.
   *
   * @param images rows of the images table
   * @param count how many
   * @param seed of the hash
   * @return exactly that many rows, or all if there are fewer
   */
  public static Dataset<Row> sample(Dataset<Row> images, int count, long seed) {
    Column hash = hash(seed);
    Dataset<Row> lowest =
        images
            .select(hash.as("hash"), col(ImagesTable.IMAGE_ID))
            .orderBy(col("hash"), col(ImagesTable.IMAGE_ID))
            .limit(count);
    Row last = lowest.agg(max(struct(col("hash"), col(ImagesTable.IMAGE_ID)))).head();
    if (last.isNullAt(0)) {
      return images;
    }
    long lastHash = last.getStruct(0).getLong(0);
    String lastId = last.getStruct(0).getString(1);
    return images.where(
        hash.lt(lastHash)
            .or(hash.equalTo(lastHash).and(col(ImagesTable.IMAGE_ID).leq(lit(lastId)))));
  }

  /**
   * The same from the images of each label.
   *
   * @param images rows of the images table
   * @param labels which
   * @param count how many of each
   * @param seed of the hash
   * @return as many rows of each label, or all of it if there are fewer
   */
  public static Dataset<Row> sampleOfEach(
      Dataset<Row> images, List<String> labels, int count, long seed) {
    Column place =
        row_number()
            .over(
                Window.partitionBy(ImagesTable.LABEL)
                    .orderBy(hash(seed), col(ImagesTable.IMAGE_ID)));
    Dataset<Row> lowest =
        images
            .where(col(ImagesTable.LABEL).isin(labels.toArray()))
            .select(col(ImagesTable.IMAGE_ID), place.as("place"))
            .where(col("place").leq(count))
            .select(ImagesTable.IMAGE_ID);
    return images.join(broadcast(lowest), ImagesTable.IMAGE_ID, "left_semi");
  }

  private static Column hash(long seed) {
    return xxhash64(lit(seed), col(ImagesTable.IMAGE_ID));
  }

  /**
   * The images of highest {@link ScoresTable#anomalyScore anomaly score}. Ties are broken by the
   * lower image id.
   *
   * @param images rows of the images table
   * @param scores rows of the scores table for the same images
   * @param count how many
   * @return that many rows, or all scored ones if there are fewer
   */
  public static Dataset<Row> top(Dataset<Row> images, Dataset<Row> scores, int count) {
    Dataset<Row> highest =
        scores
            .select(col(ScoresTable.IMAGE_ID), ScoresTable.anomalyScore().as("anomaly"))
            .orderBy(col("anomaly").desc(), col(ScoresTable.IMAGE_ID))
            .limit(count)
            .select(ScoresTable.IMAGE_ID);
    return images.join(broadcast(highest), ImagesTable.IMAGE_ID, "left_semi");
  }
}
