package io.latentlake.table;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Table {@code rejects}: a row is an input item that is not a usable image. */
public final class RejectsTable {
  /** Name of the table. */
  public static final String NAME = "rejects";

  /** Location of the item. */
  public static final String URI = "uri";

  /** Why it was rejected, a {@link RejectReason} as text. */
  public static final String REASON = "reason";

  /** What was found, for a reader. */
  public static final String DETAIL = "detail";

  /** Length of the item in bytes; null if unknown. */
  public static final String BYTES = "bytes";

  /** The columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add(URI, DataTypes.StringType, false, "location of the item")
          .add(REASON, DataTypes.StringType, false, "why it was rejected, of a fixed vocabulary")
          .add(DETAIL, DataTypes.StringType, false, "what was found, for a reader")
          .add(BYTES, DataTypes.LongType, true, "length of the item, bytes; null where unknown");

  private RejectsTable() {}

  /**
   * The rejects of an image set.
   *
   * @param dataId the image set
   * @return its key
   */
  public static TableKey key(String dataId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId);
  }

  /**
   * Makes a row of {@link #SCHEMA}.
   *
   * @param uri location of the item
   * @param reason why it was rejected
   * @param detail what was found
   * @param bytes its length, null if unknown
   * @return the row
   */
  public static Row row(String uri, RejectReason reason, String detail, Long bytes) {
    return RowFactory.create(uri, reason.text(), detail, bytes);
  }
}
