package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImageShape;
import io.latentlake.table.ForgottenTable;
import io.latentlake.table.RejectReason;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.unsafe.Platform;

/** Items with split, order and source key, which are decided before decoding. */
final class PlannedItems {
  /** Seeded hash that orders the images of a split. */
  static final String ORDER = "order_hash";

  /** Hash of everything that goes into an image's row. */
  static final String SOURCE_KEY = "source_key";

  /** Increased when equal items give other rows than in an earlier release. */
  private static final int VERSION = 2;

  private PlannedItems() {}

  /**
   * The source key of an item that has been read.
   *
   * @param item a row of the planned items
   * @param content its bytes
   * @return the planned key; mixed with the bytes if nothing else shows that they have changed, so
   *     that such an item never counts as unchanged before it is read
   */
  static long sourceKey(Row item, byte[] content) {
    long planned = item.getAs(SOURCE_KEY);
    boolean known = item.getAs(Items.MODIFIED) != null || item.getAs(Items.CONTENT) != null;
    return known
        ? planned
        : XXH64.hashUnsafeBytes(content, Platform.BYTE_ARRAY_OFFSET, content.length, planned);
  }

  static Column order(long seed, Column imageId) {
    return xxhash64(lit(seed), lit("order"), imageId);
  }

  /** Rejects all but the first of the items that share an id. */
  static Dataset<Row> withoutDuplicates(Dataset<Row> items) {
    Column rank =
        row_number()
            .over(
                Window.partitionBy(Items.IMAGE_ID)
                    .orderBy(
                        col(Items.FAULT).isNotNull(),
                        col(Items.URI),
                        col(Items.BYTES),
                        col(Items.MODIFIED),
                        // Two lines of a manifest about one file: keep the same one every time
                        col(Items.SPLIT),
                        col(Items.LABEL),
                        col(Items.MASK_URI),
                        to_json(col(Items.FACTORS))));
    Column duplicate = col("rank").gt(1).and(col(Items.FAULT).isNull());
    return items
        .withColumn("rank", rank)
        .withColumn("duplicate", duplicate)
        .withColumn(
            Items.FAULT,
            when(col("duplicate"), RejectReason.DUPLICATE_ID.text()).otherwise(col(Items.FAULT)))
        .withColumn(
            Items.FAULT_DETAIL,
            when(
                    col("duplicate"),
                    org.apache.spark.sql.functions.concat(
                        lit("another item has the image id "), col(Items.IMAGE_ID)))
                .otherwise(col(Items.FAULT_DETAIL)))
        .drop("rank", "duplicate");
  }

  /** Rejects the items whose ids are on the list of an image set. */
  static Dataset<Row> withoutForgotten(Dataset<Row> items, Dataset<Row> forgotten) {
    Dataset<Row> hashes =
        broadcast(forgotten.select(col(ForgottenTable.IMAGE_ID_SHA256).as("forgotten_hash")));
    Column kept = col("forgotten_hash").isNull().or(col(Items.FAULT).isNotNull());
    return items
        .join(
            hashes, ForgottenTable.hash(col(Items.IMAGE_ID)).equalTo(col("forgotten_hash")), "left")
        .withColumn(
            Items.FAULT_DETAIL,
            when(kept, col(Items.FAULT_DETAIL)).otherwise("it was forgotten, and is kept out"))
        .withColumn(
            Items.FAULT, when(kept, col(Items.FAULT)).otherwise(RejectReason.FORGOTTEN.text()))
        .drop("forgotten_hash");
  }

  /** Leaves out what is there to learn from but has none of the labels to learn from. */
  static Dataset<Row> withoutOtherLabels(Dataset<Row> items, DataOptions options) {
    Column wanted = col(Items.LABEL).isin(options.trainLabels().toArray());
    return items.where(
        namedSplit(options)
            .equalTo(Splits.TEST)
            .or(coalesce(wanted, lit(false)))
            .or(col(Items.FAULT).isNotNull()));
  }

  /** The split an item names, or the one for items that name none. */
  static Column namedSplit(DataOptions options) {
    return coalesce(col(Items.SPLIT), lit(options.defaultSplit().orElse(Splits.TRAIN)));
  }

  /** Whether a training image is one to be set aside for validation. */
  static Column setAside(DataOptions options, long seed) {
    Column hash = xxhash64(lit(seed), lit("validation"), col(Items.IMAGE_ID));
    Column share = shiftrightunsigned(hash, 11).cast("double").multiply(0x1.0p-53);
    return share.lt(options.validationFraction());
  }

  /** Decides split, order and source key. */
  static Dataset<Row> plan(
      Dataset<Row> items, DataOptions options, long seed, ImageShape shape, boolean carve) {
    Column split = namedSplit(options);
    Column decided =
        carve
            ? when(split.equalTo(Splits.TRAIN).and(setAside(options, seed)), Splits.VALIDATION)
                .otherwise(split)
            : split;
    String how =
        String.join(
            "|",
            Integer.toString(VERSION),
            shape.toString(),
            options.fit(),
            options.background(),
            options.range(),
            options.damaged(),
            Long.toString(options.maxPixels()),
            Long.toString(options.maxBytes()),
            Long.toString(seed));
    Column what =
        to_json(
            struct(
                col(Items.IMAGE_ID),
                col(Items.URI),
                col(Items.SPLIT),
                col(Items.LABEL),
                col(Items.BYTES),
                col(Items.MODIFIED),
                col(Items.MASK_URI),
                col(Items.MASK_BYTES),
                col(Items.MASK_MODIFIED),
                // Left out if there is none, so that the key equals that of earlier releases
                col(Items.MORE_MASKS),
                col(Items.FACTORS)));
    // Without a modification time only the bytes show a change: those in the row here, those of a
    // file once it is read.
    Column bytes =
        when(col(Items.MODIFIED).isNull(), xxhash64(col(Items.CONTENT))).otherwise(lit(0L));
    return items
        .withColumn(Items.SPLIT, decided)
        .withColumn(ORDER, order(seed, col(Items.IMAGE_ID)))
        .withColumn(SOURCE_KEY, xxhash64(lit(how), what, bytes));
  }
}
