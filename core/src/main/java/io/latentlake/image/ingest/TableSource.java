package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.latentlake.image.Background;
import io.latentlake.image.DataOptions;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table that holds the images themselves, in one of the common schemas: an {@code image} column
 * of encoded bytes or of {@code struct<bytes, path>}, Spark's {@code binaryFile}, or Spark's {@code
 * image}. If the bytes of such a structure are null, the image is in the file of its path.
 */
final class TableSource implements ImageSource {
  private static final String NAME = "name";
  private static final String ID = "id";
  private static final String FILE = "file";
  private static final String NUMBER = "number";
  private static final String RAW = "raw";

  private static final String CONTENT = "content";
  private static final String PATH = "path";
  private static final String BYTES = "bytes";
  private static final String MODIFIED = "modificationTime";

  private enum Kind {
    ENCODED,
    BINARY_FILE,
    SPARK_IMAGE
  }

  private final SparkSession spark;
  private final Dataset<Row> table;
  private final DataOptions options;
  private final Optional<Path> root;
  private final List<String> classNames;
  private final Kind kind;
  private final TableColumns columns;
  private final Column label;
  private final Column split;

  /**
   * Opens a table.
   *
   * @param table the rows
   * @param root the folder of the rows' Parquet files, if they come from files
   * @param classNames names of the labels, where labels are numbers
   */
  TableSource(
      SparkSession spark,
      Dataset<Row> table,
      DataOptions options,
      Optional<Path> root,
      List<String> classNames) {
    this.spark = spark;
    this.table = table;
    this.options = options;
    this.root = root;
    this.classNames = classNames;
    this.columns = new TableColumns(table);
    this.label = columns.text(options.labelColumn(), "data.label-column");
    this.split = columns.text(options.splitColumn(), "data.split-column");
    this.kind =
        kind(table.schema(), options).orElseThrow(() -> new IllegalArgumentException(noImages()));
    if (options.idColumn().isPresent() && !has(options.idColumn().get())) {
      throw new IllegalArgumentException(
          "data.id-column is "
              + options.idColumn().get()
              + "; the table's columns are "
              + columns.names());
    }
  }

  private String noImages() {
    return columns
        .names()
        .written(options.imageColumn())
        .map(
            image ->
                "column "
                    + image
                    + " (data.image-column) is of type "
                    + columns.type(image).simpleString()
                    + "; it must hold one encoded image per row, as binary or as a structure with a"
                    + " binary field bytes: in Spark SQL, unbase64 decodes text and explode splits"
                    + " lists")
        .orElse(
            "no column of the table holds images; looked for "
                + options.imageColumn()
                + " (data.image-column) and for content; its columns are "
                + columns.names());
  }

  static boolean holdsImages(StructType schema, DataOptions options) {
    return kind(schema, options).isPresent();
  }

  private static Optional<Kind> kind(StructType schema, DataOptions options) {
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
    return columns.written(CONTENT).isPresent() && columns.written(PATH).isPresent()
        ? Optional.of(Kind.BINARY_FILE)
        : Optional.empty();
  }

  @Override
  public Dataset<Row> items() {
    Column none = lit(null);
    Column name;
    Column content;
    Column modified = none.cast("long");
    Column raw = none.cast("struct<nChannels:int,height:int,width:int,mode:int>");
    switch (kind) {
      case BINARY_FILE -> {
        name = column(PATH);
        content = column(CONTENT);
        if (has(MODIFIED)) {
          modified = column(MODIFIED).cast("double").multiply(1000).cast("long");
        }
      }
      case SPARK_IMAGE -> {
        Column image = column(options.imageColumn());
        name = image.getField("origin");
        content = image.getField("data");
        raw =
            struct(
                image.getField("nChannels"),
                image.getField("height"),
                image.getField("width"),
                image.getField("mode"));
      }
      default -> {
        Column image = column(options.imageColumn());
        name = field(PATH).map(image::getField).orElse(none.cast("string"));
        content = field(BYTES).map(image::getField).orElse(image);
      }
    }
    Dataset<Row> staged =
        table.select(
            name.as(NAME),
            options
                .idColumn()
                .map(column -> columns.text(column, "data.id-column"))
                .orElse(none.cast("string"))
                .as(ID),
            root.map(r -> col("_metadata.file_path")).orElse(none.cast("string")).as(FILE),
            root.map(r -> col("_metadata.row_index")).orElse(none.cast("long")).as(NUMBER),
            label.as(Items.LABEL),
            split.as(Items.SPLIT),
            content.as(Items.CONTENT),
            modified.as(Items.MODIFIED),
            raw.as(RAW));
    Reader reader =
        new Reader(
            kind,
            classNames,
            numbered(),
            Background.parse(options.background()),
            root.map(r -> r.toUri().getPath()).orElse(null),
            root.map(r -> NamedFiles.of(spark, options, r)).orElse(null));
    return spark.createDataFrame(staged.toJavaRDD().map(reader::item), Items.SCHEMA);
  }

  private Column column(String wanted) {
    return columns.column(columns.names().written(wanted).orElseThrow());
  }

  /** A field of the image column, if that is a structure. */
  private Optional<String> field(String wanted) {
    DataType type = columns.type(columns.names().written(options.imageColumn()).orElseThrow());
    return type instanceof StructType
        ? new ColumnNames(((StructType) type).fieldNames()).written(wanted)
        : Optional.empty();
  }

  private boolean numbered() {
    return columns
        .names()
        .find(options.labelColumn())
        .filter(name -> !columns.type(name).equals(DataTypes.StringType))
        .isPresent();
  }

  private boolean has(String column) {
    return columns.names().find(column).isPresent();
  }

  @Override
  public List<String> understood() {
    return List.of(
        options
            .idColumn()
            .map(column -> columns.names().use("image ids", "data.id-column", column))
            .orElse(
                kind == Kind.ENCODED
                    ? "image ids are file names with row numbers (data.id-column)"
                    : "image ids are the paths of the images (data.id-column)"),
        columns.names().use("labels", "data.label-column", options.labelColumn()),
        columns.names().use("splits", "data.split-column", options.splitColumn()));
  }

  @Override
  public boolean bringsContent() {
    return true;
  }

  @Override
  public boolean mayRepeatIds() {
    return true;
  }

  /** Turns a row of the table into an item, on an executor. */
  private record Reader(
      Kind kind,
      List<String> classNames,
      boolean numbered,
      Background background,
      String root,
      NamedFiles files)
      implements Serializable {
    Row item(Row row) throws IOException {
      String file = row.getAs(FILE);
      String name = row.getAs(NAME);
      String place = file == null ? name : place(file, row.getAs(NUMBER));
      String given = row.getAs(ID);
      String id = given != null ? given : kind == Kind.ENCODED ? place : name;
      String uri = kind != Kind.ENCODED ? name : file == null ? id : file + "#" + row.getAs(NUMBER);
      Items.Builder item = new Items.Builder(String.valueOf(id), String.valueOf(uri));
      byte[] content = row.getAs(Items.CONTENT);
      item.set(Items.MODIFIED, row.getAs(Items.MODIFIED)).set(Items.CONTENT, content);
      if (id == null) {
        item.fault(
            RejectReason.MISSING,
            "the row has no image id; set data.id-column to a column that has one in every row");
      }
      if (content == null && kind == Kind.ENCODED && name != null && files != null) {
        locate(name, item);
      } else if (content == null) {
        item.fault(RejectReason.EMPTY, "the row holds no image");
      } else {
        item.set(Items.BYTES, (long) content.length);
      }
      setSplit(row.getAs(Items.SPLIT), kind == Kind.ENCODED ? file : name, item);
      item.set(Items.LABEL, label(row.getAs(Items.LABEL), name));
      Row raw = row.getAs(RAW);
      if (kind == Kind.SPARK_IMAGE && raw != null && content != null) {
        setRaw(raw, content, item);
      }
      return item.row();
    }

    /** Uses the file that a row names instead of bytes. */
    private void locate(String name, Items.Builder item) throws IOException {
      try {
        Optional<Path> path = files.existing(name);
        FileStatus found = files.locate(path);
        item.set(Items.URI, path.map(Path::toString).orElseThrow())
            .set(Items.BYTES, found.getLen())
            .set(Items.MODIFIED, found.getModificationTime());
      } catch (ImageRejectedException e) {
        item.fault(
            e.reason(), "the row holds no bytes, and its file " + name + " " + e.getMessage());
      }
    }

    /** File and row number, which stay the same from one ingest to the next. */
    private String place(String file, long number) {
      String path = URI.create(file).getPath();
      boolean below = path.startsWith(root + "/");
      return (below ? path.substring(root.length() + 1) : path.substring(path.lastIndexOf('/') + 1))
          + "#"
          + number;
    }

    private void setSplit(String text, String file, Items.Builder item) {
      if (text != null) {
        item.namedSplit(text);
      } else if (file != null) {
        (kind == Kind.ENCODED ? Splits.ofTableFile(file) : Splits.ofImage(file))
            .ifPresent(split -> item.set(Items.SPLIT, split));
      }
    }

    private String label(String text, String file) {
      if (text == null) {
        return kind == Kind.ENCODED ? null : folderOf(file);
      }
      if (!numbered) {
        return text.isEmpty() ? null : text;
      }
      try {
        int number = Integer.parseInt(text);
        if (number < 0) {
          // Public hubs use this for images whose label is secret.
          return null;
        }
        return number < classNames.size() ? classNames.get(number) : text;
      } catch (NumberFormatException e) {
        return text;
      }
    }

    /** The class folder: the one above the file, unless that names a split. */
    private static String folderOf(String file) {
      if (file == null) {
        return null;
      }
      String[] parts = file.split("/");
      if (parts.length < 2 || Splits.of(parts[parts.length - 2]).isPresent()) {
        return null;
      }
      String folder = parts[parts.length - 2];
      return folder.isEmpty() || folder.endsWith(":") ? null : folder;
    }

    private static int number(Row raw, int field) {
      return raw.isNullAt(field) ? 0 : raw.getInt(field);
    }

    /** Turns Spark's rows of blue, green, red into planes of red, green, blue. */
    private void setRaw(Row raw, byte[] data, Items.Builder item) {
      // If any of them is null, it is not an image.
      int channels = number(raw, 0);
      int height = number(raw, 1);
      int width = number(raw, 2);
      boolean known = channels == 1 || channels == 3 || channels == 4;
      if (!known || height < 1 || width < 1 || data.length != (long) channels * height * width) {
        item.fault(
            RejectReason.UNSUPPORTED,
            "Spark image of mode "
                + raw.get(3)
                + ", "
                + height
                + "x"
                + width
                + "x"
                + channels
                + " in "
                + data.length
                + " bytes");
        return;
      }
      int plane = height * width;
      int kept = channels == 1 ? 1 : 3;
      byte[] planes = new byte[kept * plane];
      for (int i = 0; i < plane; i++) {
        for (int c = 0; c < kept; c++) {
          int value = data[i * channels + kept - 1 - c] & 0xff;
          int opacity = channels == 4 ? data[i * channels + 3] & 0xff : 255;
          planes[c * plane + i] = (byte) background.over(c, kept, value, opacity);
        }
      }
      item.set(Items.CONTENT, planes)
          .set(Items.RAW_CHANNELS, kept)
          .set(Items.RAW_HEIGHT, height)
          .set(Items.RAW_WIDTH, width);
    }
  }
}
