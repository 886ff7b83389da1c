package io.latentlake.image.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.latentlake.image.DataOptions;
import io.latentlake.table.LiteralPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** Detects what {@code data.path} is and opens it. */
final class ImageSources {
  private static final String PARQUET = ".parquet";

  private static final String PARQUET_MAGIC = "PAR1";

  private final SparkSession spark;
  private final DataOptions options;
  private final Configuration hadoop;
  private final Path path;
  private final List<FileStatus> top = new ArrayList<>();
  private final boolean folder;

  private ImageSources(SparkSession spark, DataOptions options) {
    this.spark = spark;
    this.options = options;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    Path given =
        new Path(
            options
                .path()
                .orElseThrow(
                    () ->
                        new InvalidSourceException(
                            "data.path is not set; set it to the location of the images")));
    try {
      FileSystem files = given.getFileSystem(hadoop);
      this.path = files.makeQualified(given);
      if (!files.exists(path)) {
        throw new InvalidSourceException(
            "data.path is " + options.path().get() + ", which does not exist" + unexpanded());
      }
      FileStatus status = files.getFileStatus(path);
      this.folder = status.isDirectory();
      if (folder && keepManifest(files)) {
        return;
      }
      if (folder) {
        keepTelling(files);
      } else {
        top.add(status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("opening data.path " + given + " failed", e);
    }
  }

  /** Opens a folder with a manifest without listing it, if the format allows a manifest. */
  private boolean keepManifest(FileSystem files) throws IOException {
    if (options.format().equals("manifest") || options.format().equals("auto")) {
      for (String name : ManifestSource.NAMES) {
        Path file = new Path(path, name);
        if (files.exists(file) && files.getFileStatus(file).isFile()) {
          top.add(files.getFileStatus(file));
        }
      }
    }
    return !top.isEmpty();
  }

  /**
   * Keeps the files of the top folder whose names show what the folder is; the rest may be many.
   */
  private void keepTelling(FileSystem files) throws IOException {
    RemoteIterator<FileStatus> entries = files.listStatusIterator(path);
    while (entries.hasNext()) {
      FileStatus entry = entries.next();
      String name = entry.getPath().getName();
      boolean shows =
          IdxSource.isImages(entry.getPath())
              || ManifestSource.named(name)
              || name.endsWith(PARQUET);
      if (shows && entry.isFile()) {
        top.add(entry);
      }
    }
    top.sort((a, b) -> a.getPath().compareTo(b.getPath()));
  }

  /**
   * Opens what {@code data.path} names.
   *
   * @throws InvalidSourceException if it does not exist, holds no images, or lacks a column
   */
  static ImageSource open(SparkSession spark, DataOptions options) {
    return new ImageSources(spark, options).open();
  }

  private ImageSource open() {
    return switch (options.format()) {
      case "folder" -> folder();
      case "manifest" -> manifest();
      case "parquet" -> parquet();
      case "idx" -> idx();
      default -> found();
    };
  }

  private ImageSource found() {
    if (!idxFiles().isEmpty()) {
      return idx();
    }
    if (folder ? !manifests().isEmpty() : CsvFile.named(path.getName())) {
      return manifest();
    }
    if (!folder && isTree()) {
      return fileAsTree();
    }
    if (!folder) {
      requireParquet();
    }
    return folder && top.stream().noneMatch(f -> f.getPath().getName().endsWith(PARQUET))
        ? nested()
        : parquet();
  }

  /** A tree of images, or one of Parquet files. */
  private ImageSource nested() {
    FolderTree images = tree();
    if (images.holdsImages()) {
      return new FolderSource(spark, images, options);
    }
    if (new FolderTree(spark, path, List.of("parquet")).holdsImages()) {
      return parquet();
    }
    throw noImages();
  }

  private ImageSource folder() {
    if (!folder && !isTree()) {
      throw new InvalidSourceException(
          "data.path is "
              + path
              + ", a file; data.format folder needs a folder, an archive or an image");
    }
    if (!folder) {
      return fileAsTree();
    }
    FolderTree images = tree();
    if (!images.holdsImages()) {
      throw noImages();
    }
    return new FolderSource(spark, images, options);
  }

  /** Whether a file is read as if it were a folder. */
  private boolean isTree() {
    return ArchiveTree.named(path.getName())
        || options.extensions().stream().anyMatch(ending()::equalsIgnoreCase);
  }

  private ImageSource fileAsTree() {
    ImageTree tree =
        ArchiveTree.named(path.getName())
            ? new ArchiveTree(spark, path, options.extensions())
            : tree();
    return new FolderSource(spark, tree, options);
  }

  private String ending() {
    return FolderLayout.ending(path.getName()).toLowerCase(Locale.ROOT);
  }

  private FolderTree tree() {
    return new FolderTree(spark, path, options.extensions());
  }

  private ImageSource manifest() {
    Path file = path;
    if (folder) {
      List<Path> found = manifests();
      if (found.size() != 1) {
        throw new InvalidSourceException(
            "data.path is "
                + path
                + (found.isEmpty()
                    ? ", a folder without a manifest; looked for "
                        + String.join(", ", ManifestSource.NAMES)
                    : ", a folder with several manifests: "
                        + String.join(", ", found.stream().map(Path::getName).toList())
                        + "; point data.path at one of them"));
      }
      file = found.get(0);
    }
    if (CsvFile.named(file.getName())) {
      CsvTable table = CsvTable.open(spark, file, options.pathColumn());
      return PixelSource.holdsPixels(table, options)
          ? new PixelSource(spark, table, options)
          : ManifestSource.csv(spark, table, options);
    }
    requireShown(file);
    return new ManifestSource(
        spark, LiteralPaths.read(spark).parquet(file.toString()), file.getParent(), options);
  }

  private ImageSource parquet() {
    requireShown(path);
    String[] wanted = live().toArray(new String[0]);
    Dataset<Row> table = rows(reader -> reader.parquet(wanted));
    String[] files = table.inputFiles();
    Arrays.sort(files);
    ParquetShards shards = ParquetShards.of(spark, files, options);
    if (shards.bySchema().size() < 2) {
      return table(table, shards.withoutBytes(), shards.classNames());
    }
    Map<String, ImageSource> parts = new LinkedHashMap<>();
    for (List<String> alike : shards.bySchema()) {
      String name =
          alike.get(0) + (alike.size() > 1 ? " and " + (alike.size() - 1) + " like it" : "");
      try {
        Dataset<Row> rows = rows(reader -> reader.parquet(alike.toArray(new String[0])));
        List<String> withoutBytes = alike.stream().filter(shards.withoutBytes()::contains).toList();
        parts.put(name, table(rows, withoutBytes, shards.classNames()));
      } catch (IllegalArgumentException e) {
        throw new InvalidSourceException(name + ": " + e.getMessage(), e);
      }
    }
    return new JoinedSources(parts);
  }

  private ImageSource table(
      Dataset<Row> rows, Collection<String> withoutBytes, List<String> classNames) {
    Path place = folder ? path : path.getParent();
    boolean paths =
        new ColumnNames(rows.columns())
            .find(options.pathColumn())
            .map(column -> rows.schema().apply(column).dataType())
            .filter(DataTypes.StringType::equals)
            .isPresent();
    if (paths && !TableSource.holdsImages(rows.schema(), options)) {
      return new ManifestSource(spark, rows, place, options);
    }
    Optional<Dataset<Row>> naming =
        withoutBytes.isEmpty()
            ? Optional.empty()
            : Optional.of(rows(reader -> reader.parquet(withoutBytes.toArray(new String[0]))));
    return new TableSource(spark, rows, options, Optional.of(place), classNames, naming);
  }

  private Dataset<Row> rows(Function<DataFrameReader, Dataset<Row>> reading) {
    try {
      return withoutGuesses(() -> reading.apply(tableReader()));
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + path + " failed", e);
    } catch (RuntimeException e) {
      throw new InvalidSourceException(
          "data.path is " + path + ", which cannot be read as Parquet: " + e.getMessage(), e);
    }
  }

  private static void requireShown(Path table) {
    if (table.getName().startsWith("_") || table.getName().startsWith(".")) {
      throw new InvalidSourceException(
          table + " is ignored by Spark, because its name begins with _ or a dot; rename it");
    }
  }

  /** The files to read: all, or the current ones of a table with a log. */
  private List<String> live() {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      DeltaLog delta = new DeltaLog(files, path);
      if (delta.exists()) {
        return delta.liveFiles();
      }
      Path notes = new Path(path, "metadata");
      if (folder && files.exists(notes) && files.getFileStatus(notes).isDirectory()) {
        for (FileStatus note : files.listStatus(notes)) {
          if (note.getPath().getName().endsWith(".metadata.json")) {
            throw new InvalidSourceException(
                "data.path is "
                    + path
                    + ", an Iceberg table, whose folder also holds rows that were removed; write"
                    + " its rows out as Parquet, and point data.path there");
          }
        }
      }
      return List.of(path.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + path + " failed", e);
    }
  }

  /** Has values of partition folders stay the text they are: {@code label=007}. */
  private Dataset<Row> withoutGuesses(Callable<Dataset<Row>> reading) throws IOException {
    String key = "spark.sql.sources.partitionColumnTypeInference.enabled";
    String before = spark.conf().get(key);
    spark.conf().set(key, "false");
    try {
      return reading.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      spark.conf().set(key, before);
    }
  }

  /** Describes an unsupported file. */
  private void requireParquet() {
    byte[] magic = new byte[PARQUET_MAGIC.length()];
    int read;
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      read = in.readNBytes(magic, 0, magic.length);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " failed", e);
    }
    if (read == magic.length && new String(magic, ISO_8859_1).equals(PARQUET_MAGIC)) {
      return;
    }
    String ending = ending();
    String found =
        List.of("tgz", "gz", "bz2", "xz", "zst", "7z", "rar").contains(ending)
            ? "an archive that does not allow random access; unpack it (from .tar.gz to .tar is"
                + " enough) and point data.path there"
            : List.of("npz", "npy").contains(ending)
                ? "an array of NumPy; store its images as PNG or TIFF"
                : "a file of another kind";
    throw new InvalidSourceException(
        "data.path is "
            + path
            + ", "
            + found
            + "; supported are images, folders, zip and tar files of them, CSV manifests, Parquet"
            + " and IDX files");
  }

  private String unexpanded() {
    String given = options.path().orElse("");
    return given.startsWith("~") || given.contains("$")
        ? "; ~ and $ are not expanded here: write the whole path"
        : "";
  }

  /** Ignores files between those of the table, and reads folders that are not partitions. */
  private DataFrameReader tableReader() throws IOException {
    DataFrameReader reader = LiteralPaths.read(spark);
    if (!folder) {
      return reader;
    }
    boolean above = top.stream().anyMatch(f -> f.getPath().getName().endsWith(PARQUET));
    List<Path> folders = FolderWalk.foldersIn(path.getFileSystem(hadoop), path);
    boolean partitioned = folders.stream().anyMatch(f -> f.getName().contains("="));
    if (above || !partitioned) {
      reader.option("pathGlobFilter", "*" + PARQUET);
    }
    if (!above && !partitioned) {
      reader.option("recursiveFileLookup", "true");
    }
    if (!above && partitioned) {
      // Also where only some of the files are read
      reader.option("basePath", path.toString());
    }
    return reader;
  }

  private ImageSource idx() {
    if (idxFiles().isEmpty() && folder) {
      throw new InvalidSourceException(
          "data.path is " + path + ", a folder without a file named ...images-idx3-ubyte");
    }
    return new IdxSource(spark, folder ? idxFiles() : top, options);
  }

  private List<FileStatus> idxFiles() {
    return top.stream().filter(file -> IdxSource.isImages(file.getPath())).toList();
  }

  private List<Path> manifests() {
    return top.stream()
        .map(FileStatus::getPath)
        .filter(file -> ManifestSource.named(file.getName()))
        .toList();
  }

  private IllegalArgumentException noImages() {
    return new InvalidSourceException(
        "data.path is "
            + path
            + ", which holds no images; looked for files ending in "
            + String.join(", ", options.extensions()));
  }
}
