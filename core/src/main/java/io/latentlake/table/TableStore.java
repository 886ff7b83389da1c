package io.latentlake.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The tables below one folder of the data lake.
 *
 * <p>A run writes {@code ROOT/TABLE/column=value/.../run_id=R/part-*.parquet}, then the marker that
 * commits it, then removes the runs it replaces. So a failed run shows nothing, and a rerun never
 * loses rows. It needs no rename and no lock, and works alike on HDFS, S3 and local disk; two
 * writers of the same key at the same time are not supported.
 */
public final class TableStore {
  private static final String PARQUET = ".parquet";

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Path root;

  /**
   * Opens the tables below a folder, which need not exist yet.
   *
   * @param spark reads and writes the tables
   * @param root Hadoop URI of the folder
   */
  public TableStore(SparkSession spark, String root) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    Path path = new Path(root);
    try {
      this.root = path.getFileSystem(hadoop).makeQualified(path);
    } catch (IOException e) {
      throw new UncheckedIOException("reaching " + root + " failed", e);
    }
  }

  /**
   * Writes a run and retires those it replaces.
   *
   * @param rows the rows, without the key's columns
   * @param key what the rows are
   * @param runId the run; ids of later runs sort later
   * @return where and how many
   * @throws InvalidTableException if something else lies in the way
   */
  public WrittenRun write(Dataset<Row> rows, TableKey key, String runId) {
    return write(rows, key, runId, Map.of());
  }

  /**
   * Writes a run and retires those it replaces.
   *
   * @param rows the rows, without the key's columns
   * @param key what the rows are
   * @param runId the run; ids of later runs sort later
   * @param parquet options of the Parquet writer
   * @return where and how many
   * @throws InvalidTableException if something else lies in the way
   */
  public WrittenRun write(
      Dataset<Row> rows, TableKey key, String runId, Map<String, String> parquet) {
    return writeTogether(List.of(new TableWrite(rows, key, parquet)), runId).get(0);
  }

  /**
   * Writes a run of several tables, all of which show or none, and retires those they replace.
   *
   * @param tables what to write, in this order
   * @param runId the run; ids of later runs sort later
   * @return where and how many, in the same order
   * @throws InvalidTableException if something else lies in the way
   */
  public List<WrittenRun> writeTogether(List<TableWrite> tables, String runId) {
    for (TableWrite table : tables) {
      requireReplaceable(table.key(), table.rows().schema());
    }
    List<Path> runs = tables.stream().map(table -> runFolder(table.key(), runId)).toList();
    List<WrittenRun> written = new ArrayList<>();
    try {
      FileSystem files = root.getFileSystem(hadoop);
      boolean committed = false;
      try {
        for (int i = 0; i < runs.size(); i++) {
          written.add(writeFiles(files, tables.get(i), runs.get(i), runId));
        }
        for (int i = 0; i < runs.size(); i++) {
          TableWrite table = tables.get(i);
          new CommitMarker(
                  table.key().table(),
                  CommitMarker.SCHEMA_VERSION,
                  table.rows().schema().json(),
                  runId,
                  written.get(i).rows())
              .write(files, runs.get(i));
        }
        committed = true;
        for (Path run : runs) {
          retireOthers(files, run);
        }
        return written;
      } finally {
        if (!committed) {
          for (Path run : runs) {
            remove(files, run);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing run " + runId + " below " + root + " failed", e);
    }
  }

  private Path runFolder(TableKey key, String runId) {
    return new Path(key.folder(root), new TableKey.Part(TableKey.RUN_ID, runId).folder());
  }

  private WrittenRun writeFiles(FileSystem files, TableWrite table, Path run, String runId)
      throws IOException {
    table
        .rows()
        .write()
        .mode(SaveMode.ErrorIfExists)
        .options(table.parquet())
        .parquet(run.toString());
    return new WrittenRun(
        table.key(), runId, files.makeQualified(run).toString(), countRows(files, run));
  }

  /**
   * Reads what is committed, the newest run of every matching key.
   *
   * @param key what to read; one without its last parts reads all of them
   * @param schema the table's columns; those an older file lacks read as null
   * @return the rows, with the key's columns and {@code run_id} as strings behind the table's own
   * @throws InvalidTableException if nothing is committed there, or under another schema
   */
  public Dataset<Row> read(TableKey key, StructType schema) {
    List<Path> runs = committedRuns(key);
    if (runs.isEmpty()) {
      throw new InvalidTableException(
          "there is no "
              + key
              + " below "
              + root
              + "; the command that writes table "
              + key.table()
              + " has to run first");
    }
    StructType full = schema;
    for (String column : partitionColumns(runs.get(0))) {
      full = full.add(column, DataTypes.StringType, false);
    }
    for (Path run : runs) {
      requireSameTypes(run, schema);
    }
    return spark
        .read()
        .schema(full)
        .option("basePath", new Path(root, key.table()).toString())
        .parquet(runs.stream().map(Path::toString).toArray(String[]::new));
  }

  /**
   * How many rows {@link #read} would give, as the markers of the runs state them: no file of rows
   * is opened.
   *
   * @param key what to look for
   * @return rows of the newest run of every matching key; 0 if nothing is committed
   */
  public long rows(TableKey key) {
    long rows = 0;
    for (Path run : committedRuns(key)) {
      try {
        rows += CommitMarker.read(run.getFileSystem(hadoop), run).rows();
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + run + " failed", e);
      }
    }
    return rows;
  }

  /**
   * The combinations of values that some columns have, each of which is the same throughout a row
   * group: found in the footers of the files {@link #read} would read, without reading a row.
   *
   * @param key what to look for
   * @param columns numeric or string columns
   * @return the combinations as text, in the order of the columns; empty if a footer does not tell
   */
  public Optional<Set<List<String>>> constants(TableKey key, List<String> columns) {
    List<FileStatus> parts = new ArrayList<>();
    for (Path run : committedRuns(key)) {
      try {
        for (FileStatus file : list(run.getFileSystem(hadoop), run)) {
          if (file.getPath().getName().endsWith(PARQUET)) {
            parts.add(file);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("listing " + run + " failed", e);
      }
    }
    return RowGroupConstants.of(parts, hadoop, columns);
  }

  /**
   * Whether anything is committed under a key.
   *
   * @param key what to look for
   * @return true if {@link #read} would find a run
   */
  public boolean exists(TableKey key) {
    return !committedRuns(key).isEmpty();
  }

  /**
   * The newest committed run of a key.
   *
   * @param key a full key, as a run writes it
   * @return the run with the rows its marker states, if there is one
   */
  public Optional<WrittenRun> latest(TableKey key) {
    List<Path> runs = committedRuns(key);
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    try {
      FileSystem files = root.getFileSystem(hadoop);
      Path run = files.makeQualified(runs.get(runs.size() - 1));
      CommitMarker marker = CommitMarker.read(files, run);
      return Optional.of(new WrittenRun(key, marker.runId(), run.toString(), marker.rows()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + key + " failed", e);
    }
  }

  /**
   * The folders {@link #read} would read.
   *
   * @param key what to look for
   * @return folders of Parquet files, sorted; empty if nothing is committed
   */
  public List<Path> committedRuns(TableKey key) {
    try {
      FileSystem files = root.getFileSystem(hadoop);
      List<Path> found = new ArrayList<>();
      collectRuns(files, key.folder(root), found);
      found.sort(Comparator.naturalOrder());
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + key + " below " + root + " failed", e);
    }
  }

  /**
   * Refuses a place that a run could not take over: files that are no run of ours, or a table of
   * another schema.
   *
   * @param key what would be written
   * @param schema its columns
   * @throws InvalidTableException in one line that says what is in the way
   */
  public void requireReplaceable(TableKey key, StructType schema) {
    try {
      FileSystem files = root.getFileSystem(hadoop);
      Path folder = new Path(root, key.table());
      requireOnlyPartitions(files, folder);
      for (TableKey.Part part : key.parts()) {
        folder = new Path(folder, part.folder());
        requireOnlyPartitions(files, folder);
      }
      for (Path run : committedRuns(key)) {
        requireSameTypes(run, schema);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + key + " below " + root + " failed", e);
    }
  }

  private static void requireOnlyPartitions(FileSystem files, Path folder) throws IOException {
    for (FileStatus entry : list(files, folder)) {
      String name = entry.getPath().getName();
      boolean hidden = name.startsWith("_") || name.startsWith(".");
      if (!hidden && !(entry.isDirectory() && name.contains("="))) {
        throw new InvalidTableException(
            entry.getPath()
                + " is in the way: it is no part of a LatentLake table; move it or choose another"
                + " output.path");
      }
    }
  }

  private void requireSameTypes(Path run, StructType expected) {
    StructType found;
    try {
      found = CommitMarker.read(run.getFileSystem(hadoop), run).columns();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + run + " failed", e);
    }
    for (StructField field : found.fields()) {
      int index = Arrays.asList(expected.fieldNames()).indexOf(field.name());
      if (index >= 0
          && !field
              .dataType()
              .asNullable()
              .sameType(expected.apply(index).dataType().asNullable())) {
        throw new InvalidTableException(
            run
                + " is a table of another schema: column "
                + field.name()
                + " is "
                + field.dataType().simpleString()
                + ", expected "
                + expected.apply(index).dataType().simpleString());
      }
    }
    if (Arrays.stream(expected.fieldNames())
        .noneMatch(Arrays.asList(found.fieldNames())::contains)) {
      throw new InvalidTableException(
          run + " is a table of another schema: it has none of the columns expected");
    }
  }

  /** Adds the newest committed run of every folder of runs at or below {@code folder}. */
  private static void collectRuns(FileSystem files, Path folder, List<Path> found)
      throws IOException {
    Path newest = null;
    for (FileStatus entry : list(files, folder)) {
      String name = entry.getPath().getName();
      if (!entry.isDirectory() || !name.contains("=")) {
        continue;
      }
      if (!name.startsWith(TableKey.RUN_ID + "=")) {
        collectRuns(files, entry.getPath(), found);
      } else if (CommitMarker.existsIn(files, entry.getPath())
          && (newest == null || name.compareTo(newest.getName()) > 0)) {
        newest = entry.getPath();
      }
    }
    if (newest != null) {
      found.add(newest);
    }
  }

  private static void retireOthers(FileSystem files, Path run) throws IOException {
    for (FileStatus entry : list(files, run.getParent())) {
      String name = entry.getPath().getName();
      if (name.startsWith(TableKey.RUN_ID + "=") && !name.equals(run.getName())) {
        remove(files, entry.getPath());
      }
    }
  }

  private static void remove(FileSystem files, Path run) throws IOException {
    // The marker first: a reader must not find a run that is half removed.
    files.delete(new Path(run, CommitMarker.FILE), false);
    files.delete(run, true);
  }

  private List<String> partitionColumns(Path run) {
    List<String> columns = new ArrayList<>();
    int tableDepth = new Path(root, "table").depth();
    for (Path level = run; level.depth() > tableDepth; level = level.getParent()) {
      String name = ExternalCatalogUtils.unescapePathName(level.getName());
      columns.add(0, name.substring(0, name.indexOf('=')));
    }
    return columns;
  }

  private long countRows(FileSystem files, Path run) throws IOException {
    long rows = 0;
    for (FileStatus file : list(files, run)) {
      if (file.getPath().getName().endsWith(PARQUET)) {
        try (ParquetFileReader reader =
            ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
          rows += reader.getRecordCount();
        }
      }
    }
    return rows;
  }

  private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }
}
