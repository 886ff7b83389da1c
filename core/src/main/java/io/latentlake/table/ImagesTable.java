package io.latentlake.table;

import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Table {@code images}: a row is an image.
 *
 * <p>A file holds one split; its rows are in the order of a seeded hash of {@code image_id}, in row
 * groups of at most {@link #ROWS_PER_GROUP} rows or about {@link #BYTES_PER_GROUP} of pixels, so
 * that a minibatch can be read separately and is a random sample of the split.
 */
public final class ImagesTable {
  /** Name of the table. */
  public static final String NAME = "images";

  /** Identity within the image set: the path relative to {@code data.path}, or as given. */
  public static final String IMAGE_ID = "image_id";

  /** Location of the source. */
  public static final String URI = "uri";

  /** {@link #TRAIN}, {@link #VALIDATION} or {@link #TEST}. */
  public static final String SPLIT = "split";

  /** Split that a model is trained on. */
  public static final String TRAIN = "train";

  /** Split for early stopping and for the threshold. */
  public static final String VALIDATION = "validation";

  /** Split that training never sees. */
  public static final String TEST = "test";

  /** Class of the image; null where the source names none. */
  public static final String LABEL = "label";

  /** Rows of pixels. */
  public static final String HEIGHT = "height";

  /** Columns of pixels. */
  public static final String WIDTH = "width";

  /** 1 for grey, 3 for RGB. */
  public static final String CHANNELS = "channels";

  /** Unsigned bytes, channel-major: {@code [channels, height, width]}. */
  public static final String PIXELS = "pixels";

  /** Ground truth, {@code [height, width]}: 1 where something is wrong, 0 elsewhere; or null. */
  public static final String MASK = "mask";

  /** True values of generative factors, by name; or null. */
  public static final String FACTORS = "factors";

  /** Length of the encoded image in bytes. */
  public static final String SOURCE_BYTES = "source_bytes";

  /** When the source was last modified, milliseconds since 1970; null where it does not say. */
  public static final String SOURCE_MODIFIED = "source_modified";

  /** Bits per sample in the source; more than 8 were reduced to 8. */
  public static final String SOURCE_BITS = "source_bits";

  /** Hash of everything the row was made from; rows with equal hashes are equal. */
  public static final String SOURCE_KEY = "source_key";

  /** Remarks on the image, each an {@link ImageNote} as text; or null. */
  public static final String NOTES = "notes";

  /**
   * Most rows in a row group. For 28×28 pixels, opening a file for a group costs a training worker
   * as much as decoding some thousands of images: groups of 256 are read at a twentieth of the
   * speed, of 1,024 at four tenths. Groups four times as large are a fifth faster but leave fewer
   * groups to distribute among workers. From 1,024 on, scans and the size on disk hardly differ
   * (benchmarks {@code read-groups-of-N} and {@code scan-groups-of-N}).
   */
  public static final int ROWS_PER_GROUP = 4096;

  /** Approximate limit on bytes of pixels in a row group, which a worker holds on its heap. */
  public static final long BYTES_PER_GROUP = 8L << 20;

  /** The columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add(IMAGE_ID, DataTypes.StringType, false, "path below data.path, or as given")
          .add(URI, DataTypes.StringType, false, "where the image came from")
          .add(SPLIT, DataTypes.StringType, false, "train, validation or test")
          .add(
              LABEL,
              DataTypes.StringType,
              true,
              "class of the image; null where the source names none")
          .add(HEIGHT, DataTypes.IntegerType, false, "rows of pixels")
          .add(WIDTH, DataTypes.IntegerType, false, "columns of pixels")
          .add(CHANNELS, DataTypes.IntegerType, false, "1 grey, 3 RGB")
          .add(PIXELS, DataTypes.BinaryType, false, "uint8, channel-major")
          .add(
              MASK,
              DataTypes.BinaryType,
              true,
              "ground truth, one byte per pixel: 1 on a defect, else 0; or null")
          .add(
              FACTORS,
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
              true,
              "true values of generative factors, by name; or null")
          .add(SOURCE_BYTES, DataTypes.LongType, false, "length of the encoded image, bytes")
          .add(
              SOURCE_MODIFIED,
              DataTypes.LongType,
              true,
              "when the source was modified, ms since 1970; or null")
          .add(SOURCE_BITS, DataTypes.IntegerType, false, "bits of a sample in the source")
          .add(SOURCE_KEY, DataTypes.LongType, false, "hash of everything the row was made from")
          .add(
              NOTES,
              DataTypes.createArrayType(DataTypes.StringType, false),
              true,
              "remarks on the image, of a fixed vocabulary; or null");

  private ImagesTable() {}

  /**
   * The images of an image set.
   *
   * @param dataId the image set
   * @return its key
   */
  public static TableKey key(String dataId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId);
  }

  /**
   * Number of rows in a row group.
   *
   * @param pixelBytes bytes of pixels in a row
   * @return 1 to {@link #ROWS_PER_GROUP}
   */
  public static int rowsPerGroup(long pixelBytes) {
    return (int) Math.max(1, Math.min(ROWS_PER_GROUP, BYTES_PER_GROUP / pixelBytes));
  }

  /**
   * Options of the Parquet writer that give row groups of {@link #rowsPerGroup}.
   *
   * @param pixelBytes bytes of pixels in a row
   * @return the options
   */
  public static Map<String, String> parquetOptions(long pixelBytes) {
    return parquetOptions(pixelBytes, rowsPerGroup(pixelBytes));
  }

  /**
   * Options of the Parquet writer that give row groups of any size.
   *
   * @param pixelBytes bytes of pixels in a row
   * @param rowsPerGroup rows in a group
   * @return the options
   */
  public static Map<String, String> parquetOptions(long pixelBytes, int rowsPerGroup) {
    String rows = Integer.toString(rowsPerGroup);
    // Parquet checks the size of the row group only at intervals of rows, and closes a group that
    // is larger than a block. A block smaller than the pixels makes it close the group at every
    // check. A much smaller block would cause a warning about memory for every group.
    long block = Math.max(1, rowsPerGroup * pixelBytes * 4 / 5);
    return Map.of(
        "parquet.page.size.row.check.min",
        rows,
        "parquet.page.size.row.check.max",
        rows,
        "parquet.block.size",
        Long.toString(block),
        // One page a group: an earlier one would be compressed, and no longer count its pixels.
        "parquet.page.size",
        Long.toString(Math.max(1L << 20, 2 * rowsPerGroup * pixelBytes)),
        "parquet.enable.dictionary#" + PIXELS,
        "false",
        "compression",
        "zstd");
  }
}
