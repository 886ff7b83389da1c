package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A manifest: a table with one path per row, and optional label, split, mask and factors. Paths are
 * absolute or relative to a folder; the path as written is the image id. If the manifest states
 * lengths, no file is queried before it is read, so that ten million objects need no listing.
 */
final class ManifestSource implements ImageSource {
  /** What a manifest is called in a folder, in lower case. */
  static final List<String> NAMES =
      Stream.concat(CsvFile.ENDINGS.stream(), Stream.of(".parquet"))
          .map(ending -> "manifest" + ending)
          .toList();

  private static final int FIRST_FACTOR = 7;

  /** Beginnings of PNG, JPEG, GIF, WebP and TIFF in base64. Such text, if long, is not a path. */
  private static final Pattern BASE64_IMAGE =
      Pattern.compile(
          "(data:image/[a-z+.-]+;base64,|iVBORw0KGgo|/9j/|R0lGOD|UklGR|SUkqA|TU0AK)"
              + "[A-Za-z0-9+/\\s]{60}");

  private static final int SHOWN = 40;

  private final SparkSession spark;
  private final List<Path> own;
  private final NamedFiles files;
  private final DataOptions options;
  private final TableColumns columns;
  private final List<Column> wanted = new ArrayList<>();

  ManifestSource(SparkSession spark, Dataset<Row> manifest, Path folder, DataOptions options) {
    this(
        spark,
        new TableColumns(manifest),
        lit(null).cast("string"),
        Arrays.stream(manifest.inputFiles()).map(file -> new Path(URI.create(file))).toList(),
        folder,
        options);
  }

  private ManifestSource(
      SparkSession spark,
      TableColumns columns,
      Column fault,
      List<Path> own,
      Path folder,
      DataOptions options) {
    this.spark = spark;
    this.own = own;
    this.columns = columns;
    this.files = NamedFiles.of(spark, options, folder);
    this.options = options;
    requireColumn(options.pathColumn(), "data.path-column");
    options.bytesColumn().ifPresent(column -> requireColumn(column, "data.bytes-column"));
    options.modifiedColumn().ifPresent(column -> requireColumn(column, "data.modified-column"));
    options.factorColumns().forEach(column -> requireColumn(column, "data.factor-columns"));
    wanted.add(columns.text(options.pathColumn(), "data.path-column"));
    wanted.add(columns.text(options.labelColumn(), "data.label-column"));
    wanted.add(columns.text(options.splitColumn(), "data.split-column"));
    wanted.add(columns.text(options.maskColumn(), "data.mask-column"));
    wanted.add(
        options
            .bytesColumn()
            .map(column -> columns.text(column, "data.bytes-column"))
            .orElse(lit(null).cast("string")));
    wanted.add(options.modifiedColumn().map(this::millis).orElse(lit(null).cast("string")));
    wanted.add(fault);
    factors().forEach(factor -> wanted.add(columns.text(factor, "data.factor-columns")));
  }

  static ManifestSource csv(SparkSession spark, CsvTable table, DataOptions options) {
    if (table.header().isEmpty()) {
      throw new InvalidSourceException("the manifest " + table.file() + " is empty");
    }
    Dataset<Row> rows = table.rows(spark);
    return new ManifestSource(
        spark,
        new TableColumns(rows, new ColumnNames(table.header())),
        rows.col(CsvTable.FAULT),
        List.of(new Path(table.file())),
        new Path(table.file()).getParent(),
        options);
  }

  /** Whether a file in a folder is a manifest, by its name, in upper or lower case. */
  static boolean named(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  private void requireColumn(String column, String key) {
    if (columns.names().find(column).isEmpty()) {
      throw new InvalidSourceException(
          "the manifest has no column "
              + column
              + " ("
              + key
              + "); its columns are "
              + columns.names());
    }
  }

  @Override
  public Dataset<Row> items() {
    Reader reader = new Reader(files, factors());
    // Each file status is a round trip: share them among many tasks.
    int tasks = 4 * spark.sparkContext().defaultParallelism();
    return spark.createDataFrame(
        columns
            .table()
            .select(wanted.toArray(new Column[0]))
            .repartition(tasks)
            .toJavaRDD()
            .map(reader::item),
        Items.SCHEMA);
  }

  /** Milliseconds since 1970 of a column that holds them, or timestamps. */
  private Column millis(String column) {
    Column text = columns.text(column, "data.modified-column");
    String name = columns.names().find(column).orElseThrow().replace("`", "``");
    return coalesce(text.cast("long"), expr("unix_millis(cast(`" + name + "` as timestamp))"))
        .cast("string");
  }

  @Override
  public List<String> understood() {
    return List.of(
        columns.names().use("paths", "data.path-column", options.pathColumn()),
        columns.names().use("labels", "data.label-column", options.labelColumn()),
        columns.names().use("splits", "data.split-column", options.splitColumn()),
        columns.names().use("masks", "data.mask-column", options.maskColumn()),
        columns.names().useFactors(options.factorColumns()));
  }

  @Override
  public Optional<ManifestFiles> manifest() {
    if (options.bytesColumn().isPresent()) {
      return Optional.of(new ManifestFiles(own, Optional.empty()));
    }
    Column image = struct(col(Items.URI), col(Items.BYTES), col(Items.MODIFIED));
    Column mask =
        struct(
            col(Items.MASK_URI).as(Items.URI),
            col(Items.MASK_BYTES).as(Items.BYTES),
            col(Items.MASK_MODIFIED).as(Items.MODIFIED));
    Dataset<Row> named =
        items()
            // In one row, so that no file is queried twice
            .select(explode(array(image, mask)).as("file"))
            .select("file.*")
            .where(col(Items.URI).isNotNull());
    return Optional.of(new ManifestFiles(own, Optional.of(named)));
  }

  @Override
  public List<Path> files() {
    return own;
  }

  private List<String> factors() {
    return columns.names().factors(options.factorColumns());
  }

  @Override
  public boolean bringsContent() {
    return false;
  }

  @Override
  public boolean mayRepeatIds() {
    return true;
  }

  /** Turns a line of the manifest into an item, on an executor. */
  private record Reader(NamedFiles files, List<String> factors) implements Serializable {
    Row item(Row line) throws IOException {
      Optional<String> name = value(line, 0);
      if (name.isEmpty()) {
        return new Items.Builder(files.folder(), files.folder())
            .fault(RejectReason.MISSING, "a line of the manifest names no path")
            .row();
      }
      if (BASE64_IMAGE.matcher(name.get()).lookingAt()) {
        String beginning = name.get().substring(0, SHOWN) + "...";
        return new Items.Builder(beginning, beginning)
            .fault(
                RejectReason.UNSUPPORTED,
                "the path column holds the image itself as base64 text; decode it, as unbase64"
                    + " in Spark SQL does, and write a Parquet table of bytes")
            .row();
      }
      Optional<String> fault = value(line, 6);
      if (fault.isPresent()) {
        return new Items.Builder(name.get(), name.get())
            .fault(RejectReason.UNREADABLE, fault.get())
            .row();
      }
      Optional<Path> path = files.existing(name.get());
      Items.Builder item =
          new Items.Builder(name.get(), path.map(Path::toString).orElse(name.get()))
              .set(Items.LABEL, value(line, 1).orElse(null));
      Optional<String> split = value(line, 2);
      split.ifPresent(item::namedSplit);
      readFactors(line, item);
      if (holdsUnknownCharacters(line)) {
        item.fault(
            RejectReason.UNREADABLE,
            "its line of the manifest is not UTF-8; save the manifest as UTF-8");
      }
      Optional<String> bytes = value(line, 4);
      try {
        if (bytes.isPresent()) {
          files.requireKnownStorage(path);
          readLength(bytes.get(), value(line, 5), item);
        } else {
          FileStatus file = files.locate(path);
          item.set(Items.BYTES, file.getLen()).set(Items.MODIFIED, file.getModificationTime());
        }
      } catch (ImageRejectedException e) {
        item.fault(e.reason(), e.getMessage());
      }
      Optional<String> mask = value(line, 3);
      if (mask.isPresent()) {
        locateMask(mask.get(), item);
      }
      return item.row();
    }

    /** Spark replaces bytes that are not UTF-8 by a replacement character. */
    private static boolean holdsUnknownCharacters(Row line) {
      for (int i = 0; i < line.size(); i++) {
        if (!line.isNullAt(i) && line.getString(i).indexOf('\ufffd') >= 0) {
          return true;
        }
      }
      return false;
    }

    private void readFactors(Row line, Items.Builder item) {
      Map<String, String> texts = new LinkedHashMap<>();
      for (int i = 0; i < factors.size(); i++) {
        String name = factors.get(i);
        value(line, FIRST_FACTOR + i).ifPresent(text -> texts.put(name, text));
      }
      item.factors(texts);
    }

    private static void readLength(String bytes, Optional<String> modified, Items.Builder item) {
      try {
        item.set(Items.BYTES, Long.valueOf(bytes))
            .set(Items.MODIFIED, modified.map(Long::valueOf).orElse(null));
      } catch (NumberFormatException e) {
        item.set(Items.BYTES, 0L)
            .fault(RejectReason.UNREADABLE, "its length is given as " + bytes + ", not a number");
      }
    }

    private void locateMask(String name, Items.Builder item) throws IOException {
      Optional<Path> path = files.resolve(name);
      try {
        FileStatus file = files.locate(path);
        item.set(Items.MASK_URI, path.map(Path::toString).orElseThrow())
            .set(Items.MASK_BYTES, file.getLen())
            .set(Items.MASK_MODIFIED, file.getModificationTime());
      } catch (ImageRejectedException e) {
        if (!item.faulty()) {
          item.fault(RejectReason.BAD_MASK, "mask " + name + ": " + e.getMessage());
        }
      }
    }

    private static Optional<String> value(Row line, int column) {
      return Optional.ofNullable(line.getString(column))
          .map(String::trim)
          .filter(s -> !s.isEmpty());
    }
  }
}
