package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.latentlake.image.Background;
import io.latentlake.image.DataOptions;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ingest.ImageColumns.Kind;
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
import org.apache.spark.sql.types.StructType;

/**
 * A table that holds the images themselves, in one of the common schemas: an {@code image} column
 * of encoded bytes or of {@code struct<bytes, path>}, Spark's {@code binaryFile}, or Spark's {@code
 * image}, or table {@code images}. If the bytes of such a structure are null, the image is in the
 * file of its path.
 */
final class TableSource implements ImageSource {
  private static final String NAME = "name";
  private static final String ID = "id";
  private static final String FILE = "file";
  private static final String NUMBER = "number";
  private static final String RAW = "raw";

  private final SparkSession spark;
  private final Dataset<Row> table;
  private final DataOptions options;
  private final Optional<Path> root;
  private final List<String> classNames;
  private final Optional<Dataset<Row>> naming;
  private final ImageColumns columns;
  private final Column label;
  private final Column split;

  /**
   * Opens a table.
   *
   * @param table the rows
   * @param root the folder of the rows' Parquet files, if they come from files
   * @param classNames names of the labels, where labels are numbers
   * @param naming the rows of those files where, by the footers, some row holds no bytes; empty if
   *     there is none
   */
  TableSource(
      SparkSession spark,
      Dataset<Row> table,
      DataOptions options,
      Optional<Path> root,
      List<String> classNames,
      Optional<Dataset<Row>> naming) {
    this.spark = spark;
    this.table = table;
    this.options = options;
    this.root = root;
    this.classNames = classNames;
    this.naming = naming;
    this.columns = new ImageColumns(table, options);
    this.label = columns.label();
    this.split = columns.split();
    if (root.isPresent() && columns.kind() == Kind.STORED) {
      throw new InvalidSourceException(
          "data.path is "
              + root.get()
              + ", which holds rows of table images; they have been ingested already: set"
              + " output.path and data.id to theirs, or data.path to the images");
    }
    if (options.idColumn().isPresent()
        && columns.names().find(options.idColumn().get()).isEmpty()) {
      throw new InvalidSourceException(
          "data.id-column is "
              + options.idColumn().get()
              + "; the table's columns are "
              + columns.names());
    }
  }

  /** Whether files of this schema hold images that are still to be ingested. */
  static boolean holdsImages(StructType schema, DataOptions options) {
    return ImageColumns.kind(schema, options)
        .filter(kind -> kind != ImageColumns.Kind.STORED)
        .isPresent();
  }

  @Override
  public Dataset<Row> items() {
    return items(staged());
  }

  private Dataset<Row> staged() {
    Column none = lit(null);
    return table.select(
        columns.name().as(NAME),
        columns.id().as(ID),
        root.map(r -> col("_metadata.file_path")).orElse(none.cast("string")).as(FILE),
        root.map(r -> col("_metadata.row_index")).orElse(none.cast("long")).as(NUMBER),
        label.as(Items.LABEL),
        split.as(Items.SPLIT),
        columns.content().as(Items.CONTENT),
        columns.modified().as(Items.MODIFIED),
        columns.raw().as(RAW));
  }

  private Dataset<Row> items(Dataset<Row> staged) {
    Reader reader =
        new Reader(
            columns.kind(),
            columns.labels(classNames),
            Background.parse(options.background()),
            root.map(r -> r.toUri().getPath()).orElse(null),
            root.map(r -> NamedFiles.of(spark, options, r)).orElse(null));
    return spark.createDataFrame(staged.toJavaRDD().map(reader::item), Items.SCHEMA);
  }

  @Override
  public Optional<ManifestFiles> manifest() {
    return naming
        .map(rows -> new TableSource(spark, rows, options, root, classNames, Optional.empty()))
        .flatMap(TableSource::named)
        .map(named -> new ManifestFiles(files(), Optional.of(named)));
  }

  /** The files that rows name instead of holding their bytes; empty if there are none. */
  private Optional<Dataset<Row>> named() {
    Dataset<Row> withoutBytes =
        staged().where(col(Items.CONTENT).isNull().and(col(NAME).isNotNull()));
    return columns.kind() != Kind.ENCODED || withoutBytes.isEmpty()
        ? Optional.empty()
        : Optional.of(items(withoutBytes).select(Items.URI, Items.BYTES, Items.MODIFIED));
  }

  @Override
  public List<Path> files() {
    return Arrays.stream(table.inputFiles()).map(file -> new Path(URI.create(file))).toList();
  }

  @Override
  public List<String> understood() {
    return List.of(
        options
            .idColumn()
            .map(column -> columns.names().use("image ids", "data.id-column", column))
            .orElse(
                columns.kind() == Kind.ENCODED
                    ? "image ids are file names with row numbers (data.id-column)"
                    : "image ids are the paths of the images (data.id-column)"),
        columns.names().use("labels", "data.label-column", options.labelColumn()),
        columns
            .names()
            .use("splits", "data.split-column", options.splitColumn(), splitsWithoutColumn()));
  }

  /** What a split is looked for in where no column holds any. */
  private String splitsWithoutColumn() {
    return switch (columns.kind()) {
      case ENCODED -> root.isPresent() ? Splits.FROM_TABLE_FILES : "no splits";
      case BINARY_FILE, SPARK_IMAGE -> "splits from folders that name one in the images' paths";
      case STORED -> "splits from folders that name one in the image ids";
    };
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
      Kind kind, RowLabel labels, Background background, String root, NamedFiles files)
      implements Serializable {
    Row item(Row row) throws IOException {
      String file = row.getAs(FILE);
      String name = row.getAs(NAME);
      String place = file == null ? name : below(file) + "#" + row.getAs(NUMBER);
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
      setSplit(row, item);
      item.set(Items.LABEL, labels.of(row.getAs(Items.LABEL), name));
      Row raw = row.getAs(RAW);
      if (raw != null && content != null) {
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

    /** The path of a file below the table's folder; its name if it is elsewhere. */
    private String below(String file) {
      String path = URI.create(file).getPath();
      return path.startsWith(root + "/")
          ? path.substring(root.length() + 1)
          : path.substring(path.lastIndexOf('/') + 1);
    }

    private void setSplit(Row row, Items.Builder item) {
      String text = row.getAs(Items.SPLIT);
      String file = row.getAs(FILE);
      String name = row.getAs(NAME);
      if (text != null) {
        item.namedSplit(text);
      } else if (kind == Kind.ENCODED && file != null) {
        Splits.ofTableFile(below(file)).ifPresent(split -> item.set(Items.SPLIT, split));
      } else if (kind != Kind.ENCODED && name != null) {
        Splits.ofImage(name).ifPresent(split -> item.set(Items.SPLIT, split));
      }
    }

    private void setRaw(Row raw, byte[] data, Items.Builder item) {
      try {
        SparkImage image =
            kind == Kind.STORED
                ? SparkImage.stored(raw, data)
                : SparkImage.of(raw, data, background);
        item.set(Items.CONTENT, image.planes())
            .set(Items.RAW_CHANNELS, image.shape().channels())
            .set(Items.RAW_HEIGHT, image.shape().height())
            .set(Items.RAW_WIDTH, image.shape().width());
      } catch (ImageRejectedException e) {
        item.fault(e.reason(), e.getMessage());
      }
    }
  }
}
