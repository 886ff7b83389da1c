package io.latentlake.table;

import static org.apache.spark.sql.functions.sha2;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Table {@code forgotten}: a row is an image that ingest keeps out, even if its file still exists.
 * It holds a hash of the image's id, so that the list does not reveal the image.
 */
public final class ForgottenTable {
  /** Name of the table. */
  public static final String NAME = "forgotten";

  /** SHA-256 of the image's id in UTF-8, as 64 hexadecimal digits. */
  public static final String IMAGE_ID_SHA256 = "image_id_sha256";

  /** When the image was forgotten first, milliseconds since 1970. */
  public static final String FORGOTTEN_AT = "forgotten_at";

  /** The columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add(
              IMAGE_ID_SHA256,
              DataTypes.StringType,
              false,
              "SHA-256 of the image id, 64 hexadecimal digits")
          .add(
              FORGOTTEN_AT,
              DataTypes.LongType,
              false,
              "when it was forgotten first, ms since 1970");

  private static final int BITS = 256;

  private ForgottenTable() {}

  /**
   * The forgotten images of an image set.
   *
   * @param dataId the image set
   * @return its key
   */
  public static TableKey key(String dataId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId);
  }

  /**
   * The hash for an image id.
   *
   * @param imageId the image's id, text
   * @return its hash, as {@link #IMAGE_ID_SHA256} holds it
   */
  public static Column hash(Column imageId) {
    return sha2(imageId, BITS);
  }
}
