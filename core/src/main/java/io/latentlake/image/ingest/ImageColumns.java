package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.latentlake.image.DataOptions;
import io.latentlake.table.ImagesTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Where the rows of a table hold their images, in one of the common schemas. */
final class ImageColumns {
  private static final String CONTENT = "content";
  private static final String PATH = "path";

  /** The field of a structure that holds the encoded image. */
  static final String BYTES = "bytes";

  private static final String MODIFIED = "modificationTime";
  private static final String RAW = "struct<nChannels:int,height:int,width:int,mode:int>";

  /** The schemas. */
  enum Kind {
    /** A column of encoded bytes, or of a structure of bytes and path. */
    ENCODED,
    /** As Spark's source {@code binaryFile} gives them. */
    BINARY_FILE,
    /** As Spark's source {@code image} gives them. */
    SPARK_IMAGE,
    /** As table {@code images} has them. */
    STORED
  }

  private final Kind kind;
  private final TableColumns columns;
  private final DataOptions options;

  /**
   * Finds the columns.
   *
   * @throws InvalidSourceException if no column holds images
   */
  ImageColumns(Dataset<Row> table, DataOptions options) {
    this.columns = new TableColumns(table);
    this.options = options;
    this.kind = require(table.schema(), options);
  }

  /**
   * The schema of a table of images.
   *
   * @throws InvalidSourceException if no column holds images
   */
  static Kind require(StructType schema, DataOptions options) {
    return kind(schema, options)
        .orElseThrow(() -> new InvalidSourceException(noImages(schema, options)));
  }

  /** The schema of a table; empty if no column holds images. */
  static Optional<Kind> kind(StructType schema, DataOptions options) {
    ColumnNames columns = new ColumnNames(schema.fieldNames());
    Optional<String> image = columns.written(options.imageColumn());
    if (image.isPresent()) {
      DataType type = schema.apply(image.get()).dataType();
      if (type.equals(DataTypes.BinaryType)) {
        return Optional.of(Kind.ENCODED);
      }
      if (type instanceof StructType) {
        StructType struct = (StructType) type;
        String[] fields = struct.fieldNames();
        Optional<String> bytes = new ColumnNames(fields).written(BYTES);
        if (bytes.isPresent()
            && struct.apply(bytes.get()).dataType().equals(DataTypes.BinaryType)) {
          return Optional.of(Kind.ENCODED);
        }
        if (Arrays.asList(fields)
            .containsAll(List.of("origin", "height", "width", "nChannels", "mode", "data"))) {
          return Optional.of(Kind.SPARK_IMAGE);
        }
      }
    }
    if (columns.written(CONTENT).isPresent() && columns.written(PATH).isPresent()) {
      return Optional.of(Kind.BINARY_FILE);
    }
    List<String> stored =
        List.of(
            ImagesTable.IMAGE_ID,
            ImagesTable.PIXELS,
            ImagesTable.CHANNELS,
            ImagesTable.HEIGHT,
            ImagesTable.WIDTH);
    return stored.stream().allMatch(name -> has(schema, name))
        ? Optional.of(Kind.STORED)
        : Optional.empty();
  }

  private static boolean has(StructType schema, String stored) {
    return Arrays.asList(schema.fieldNames()).contains(stored)
        && schema.apply(stored).dataType().equals(ImagesTable.SCHEMA.apply(stored).dataType());
  }

  private static String noImages(StructType schema, DataOptions options) {
    ColumnNames names = new ColumnNames(schema.fieldNames());
    return names
        .written(options.imageColumn())
        .map(
            image ->
                "column "
                    + image
                    + " (data.image-column) is of type "
                    + schema.apply(image).dataType().simpleString()
                    + "; it must hold one encoded image per row, as binary or as a structure with a"
                    + " binary field bytes: in Spark SQL, unbase64 decodes text and explode splits"
                    + " lists")
        .orElse(
            "no column of the table holds images; looked for "
                + options.imageColumn()
                + " (data.image-column), for content and for the columns of table images; its"
                + " columns are "
                + names);
  }

  Kind kind() {
    return kind;
  }

  ColumnNames names() {
    return columns.names();
  }

  /** Path of the image, or id of a stored one; null where there is none. */
  Column name() {
    return switch (kind) {
      case BINARY_FILE -> column(PATH);
      case SPARK_IMAGE -> image().getField("origin");
      case STORED -> column(ImagesTable.IMAGE_ID);
      case ENCODED -> field(PATH).map(image()::getField).orElse(none().cast("string"));
    };
  }

  /** The id that the user's column gives. */
  Column id() {
    return options
        .idColumn()
        .map(column -> columns.text(column, "data.id-column"))
        .orElse(none().cast("string"));
  }

  Column label() {
    return columns.text(options.labelColumn(), "data.label-column");
  }

  /** How {@link #label} is read. */
  RowLabel labels(List<String> classNames) {
    boolean numbered =
        names()
            .find(options.labelColumn())
            .filter(name -> !columns.type(name).equals(DataTypes.StringType))
            .isPresent();
    return new RowLabel(classNames, numbered, labelledByFolder(kind));
  }

  /** Whether the folder of an image is its label where no column names one. */
  static boolean labelledByFolder(Kind kind) {
    return kind == Kind.BINARY_FILE || kind == Kind.SPARK_IMAGE;
  }

  Column split() {
    return columns.text(options.splitColumn(), "data.split-column");
  }

  /** The bytes of the image: encoded, or pixels if {@link #raw} says of what size. */
  Column content() {
    return switch (kind) {
      case BINARY_FILE -> column(CONTENT);
      case SPARK_IMAGE -> image().getField("data");
      case STORED -> column(ImagesTable.PIXELS);
      case ENCODED -> field(BYTES).map(image()::getField).orElse(image());
    };
  }

  /** Channels, height, width and mode of pixels; null where the bytes are encoded. */
  Column raw() {
    return switch (kind) {
      case SPARK_IMAGE ->
          struct(
              image().getField("nChannels"),
              image().getField("height"),
              image().getField("width"),
              image().getField("mode"));
      case STORED ->
          struct(
              column(ImagesTable.CHANNELS).as("nChannels"),
              column(ImagesTable.HEIGHT).as("height"),
              column(ImagesTable.WIDTH).as("width"),
              none().cast("int").as("mode"));
      case BINARY_FILE, ENCODED -> none().cast(RAW);
    };
  }

  /** When the file was modified, milliseconds since 1970; null where nothing says it. */
  Column modified() {
    return kind == Kind.BINARY_FILE && names().written(MODIFIED).isPresent()
        ? column(MODIFIED).cast("double").multiply(1000).cast("long")
        : none().cast("long");
  }

  private static Column none() {
    return lit(null);
  }

  private Column image() {
    return column(options.imageColumn());
  }

  private Column column(String wanted) {
    return columns.column(names().written(wanted).orElseThrow());
  }

  /** A field of the image column, if that is a structure. */
  private Optional<String> field(String wanted) {
    DataType type = columns.type(names().written(options.imageColumn()).orElseThrow());
    return type instanceof StructType
        ? new ColumnNames(((StructType) type).fieldNames()).written(wanted)
        : Optional.empty();
  }
}
