package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.struct;

import io.latentlake.image.Background;
import io.latentlake.image.DataOptions;
import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import io.latentlake.observe.ImageWork;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the images of a data frame row by row, as {@link Ingest} reads those of a table, but keeps
 * every row. Thread-safe.
 */
public final class FrameImages implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ImageColumns.Kind kind;
  private final RowLabel labels;
  private final Background background;
  private final ImagePreparation preparation;

  /**
   * An image of a row.
   *
   * @param imageId what random draws are keyed by
   * @param label null if it has none
   * @param pixels unsigned bytes, channel-major, of the requested shape; empty if the row holds no
   *     image that can be decoded
   */
  public record FrameImage(String imageId, String label, Optional<byte[]> pixels) {}

  /**
   * Prepares to read the rows of a frame.
   *
   * @param frame rows as Spark's {@code binaryFile} or {@code image} source gives them, those of
   *     table {@code images}, or with an {@code image} column of encoded bytes or of {@code
   *     struct<bytes, path>}
   * @param options columns, limits, fit and background
   * @param shape the shape that images get
   * @throws InvalidSourceException if no column holds images
   */
  public FrameImages(Dataset<Row> frame, DataOptions options, ImageShape shape) {
    ImageColumns columns = new ImageColumns(frame, options);
    this.kind = columns.kind();
    this.labels = columns.labels(List.of());
    this.background = Background.parse(options.background());
    this.preparation = new ImagePreparation(options, shape);
  }

  /**
   * Refuses a frame without images.
   *
   * @param schema of the frame
   * @param options which columns hold what
   * @throws InvalidSourceException if no column holds images
   */
  public static void require(StructType schema, DataOptions options) {
    ImageColumns.require(schema, options);
  }

  /**
   * Whether images of a frame can have labels.
   *
   * @param schema of the frame
   * @param options which columns hold what
   * @return true if there is a column of labels, or files may lie in folders of that name
   * @throws InvalidSourceException if no column holds images
   */
  public static boolean haveLabels(StructType schema, DataOptions options) {
    return ImageColumns.labelledByFolder(ImageColumns.require(schema, options))
        || new ColumnNames(schema.fieldNames()).find(options.labelColumn()).isPresent();
  }

  /**
   * What {@link #read} needs of a row, as a column.
   *
   * @param frame the rows
   * @param options which columns hold what
   * @return a structure
   * @throws InvalidSourceException if no column holds images
   */
  public static Column column(Dataset<Row> frame, DataOptions options) {
    ImageColumns columns = new ImageColumns(frame, options);
    return struct(columns.name(), columns.id(), columns.label(), columns.content(), columns.raw());
  }

  /**
   * Reads an image.
   *
   * @param held value of {@link #column} in a row
   * @return the image
   */
  public FrameImage read(Row held) {
    String name = held.getString(0);
    String id = held.isNullAt(1) ? name : held.getString(1);
    return new FrameImage(
        String.valueOf(id),
        labels.of(held.getString(2), name),
        pixels((byte[]) held.get(3), held.isNullAt(4) ? null : held.getStruct(4)));
  }

  private Optional<byte[]> pixels(byte[] content, Row raw) {
    if (content == null) {
      return Optional.empty();
    }
    try {
      if (raw == null) {
        preparation.requireBytes(content.length);
        return Optional.of(preparation.prepare(content, List.of()).pixels());
      }
      SparkImage image =
          kind == ImageColumns.Kind.STORED
              ? SparkImage.stored(raw, content)
              : SparkImage.of(raw, content, background);
      return Optional.of(preparation.prepare(image.shape(), image.planes()).pixels());
    } catch (ImageRejectedException e) {
      ImageWork.REJECTED.countOne(e.reason().text());
      return Optional.empty();
    }
  }
}
