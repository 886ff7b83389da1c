package io.latentlake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The tables below one folder of the data lake.
 *
 * <p>A run writes {@code ROOT/TABLE/column=value/.../run_id=R/part-*.parquet}, then the marker that
 * commits it, then removes the runs it replaces. So rows of a failed run are never visible, and a
 * rerun never loses rows. This works the same on HDFS, S3 and local disk. If two runs would write
 * the same key at the same time, one is refused ({@link WriteLease}).
 */
public final class TableStore {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final Path root;
  private final CommittedRuns runs;
  private final RunReader reader;
  private final RunWriter writer;

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
    this.runs = new CommittedRuns(hadoop, this.root);
    this.reader = new RunReader(spark, this.root, runs);
    this.writer = new RunWriter(hadoop, this.root, runs);
  }

  /**
   * Writes a run and retires those it replaces.
   *
   * @param rows the rows, without the key's columns
   * @param key what the rows are
   * @param runId the run; ids of later runs sort later
   * @return where and how many
   * @throws InvalidTableException if other files or another table are in the way
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
   * @throws InvalidTableException if other files or another table are in the way
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
   * @throws InvalidTableException if other files or another table are in the way
   * @throws ConcurrentRunException if another run is writing one of these keys
   */
  public List<WrittenRun> writeTogether(List<TableWrite> tables, String runId) {
    return writeTogether(tables, runId, CommitCondition.NONE);
  }

  /**
   * Writes a run of several tables, all of which show or none, and retires those they replace.
   *
   * @param tables what to write, in this order
   * @param runId the run; ids of later runs sort later
   * @param condition what must hold for it to be shown
   * @return where and how many, in the same order
   * @throws InvalidTableException if other files or another table are in the way
   * @throws ConcurrentRunException if another run is writing one of these keys, or has written what
   *     these rows were made from
   * @throws IllegalStateException if the rows are not as many as they should be
   */
  public List<WrittenRun> writeTogether(
      List<TableWrite> tables, String runId, CommitCondition condition) {
    for (TableWrite table : tables) {
      requireReplaceable(table.key(), table.rows().schema());
    }
    return writer.write(tables, runId, condition);
  }

  /**
   * The condition that no other run writes some keys before a run is shown.
   *
   * @param keys what the run reads; taken before it does
   * @return the condition
   */
  public CommitCondition unchanged(TableKey... keys) {
    CommitCondition condition = CommitCondition.NONE;
    for (TableKey key : keys) {
      condition = condition.unchanged(key, runs.of(key));
    }
    return condition;
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
    return reader.read(key, schema);
  }

  /**
   * Reads the newest run of a key if it was made from the same inputs as rows would be now.
   *
   * @param key a full key, as a run writes it
   * @param schema the table's columns
   * @param madeFrom as {@link TableWrite#madeFrom()}, not empty
   * @return the rows, in these columns; empty if there is no run, or it was made from something
   *     else
   */
  public Optional<Dataset<Row>> readMadeFrom(TableKey key, StructType schema, String madeFrom) {
    boolean same =
        runs.of(key).stream().anyMatch(run -> runs.marker(run).madeFrom().equals(madeFrom));
    return same ? Optional.of(read(key, schema).select(columns(schema))) : Optional.empty();
  }

  private static Column[] columns(StructType schema) {
    return Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
  }

  /**
   * Reads the rows of some keys, opening only the files that hold one.
   *
   * @param key what to read
   * @param schema the table's columns
   * @param column one of them
   * @param values the values that are wanted, in a column of the same name, each once
   * @return the rows, as {@link #read} gives them
   */
  public Dataset<Row> read(TableKey key, StructType schema, String column, Dataset<Row> values) {
    return reader.read(key, schema, column, values);
  }

  /**
   * Number of rows that {@link #read} would return, from the markers, without opening Parquet
   * files.
   *
   * @param key what to look for
   * @return rows of the newest run of every matching key; 0 if nothing is committed
   */
  public long rows(TableKey key) {
    return runs.of(key).stream().mapToLong(run -> runs.marker(run).rows()).sum();
  }

  /**
   * The combinations of values of columns that are constant in each row group, from the footers of
   * the files that {@link #read} would read; reads no rows.
   *
   * @param key what to look for
   * @param columns numeric or string columns
   * @return the combinations as text, in the order of the columns; empty if a footer lacks them
   */
  public Optional<Set<List<String>>> constants(TableKey key, List<String> columns) {
    return runs.constants(runs.of(key), columns);
  }

  /**
   * Whether anything is committed under a key.
   *
   * @param key what to look for
   * @return true if {@link #read} would find a run
   */
  public boolean exists(TableKey key) {
    return !runs.of(key).isEmpty();
  }

  /**
   * The newest committed run of a key.
   *
   * @param key a full key, as a run writes it
   * @return the run with the rows its marker states, if there is one
   */
  public Optional<WrittenRun> latest(TableKey key) {
    List<Path> found = runs.of(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Path run = found.get(found.size() - 1);
    CommitMarker marker = runs.marker(run);
    return Optional.of(new WrittenRun(key, marker.runId(), run.toString(), marker.rows()));
  }

  /**
   * The folders {@link #read} would read.
   *
   * @param key what to look for
   * @return folders of Parquet files, sorted; empty if nothing is committed
   */
  public List<Path> committedRuns(TableKey key) {
    return runs.of(key);
  }

  /**
   * The full keys under which something is committed.
   *
   * @param key what to look for
   * @return keys as runs write them, in the order of their folders
   */
  public List<TableKey> keys(TableKey key) {
    return runs.of(key).stream().map(run -> runs.key(key, run)).toList();
  }

  /** Rows of a run in the order of its files: see {@link FileByFile}. */
  Dataset<Row> fileByFile(Path run) {
    return FileByFile.read(spark, run, runs.parts(List.of(run)), runs.marker(run).columns());
  }

  /**
   * What the newest run of a key was made from.
   *
   * @param key a full key, as a run writes it
   * @return as {@link TableWrite#madeFrom()}; empty if nothing is committed, or the run does not
   *     say
   */
  public String madeFrom(TableKey key) {
    List<Path> found = runs.of(key);
    return found.isEmpty() ? "" : madeFrom(found.get(found.size() - 1));
  }

  /**
   * Removes what was made from something that no longer is, unless another run is writing there.
   *
   * @param key what to look at; one without its last parts means all of them
   * @param stale whether rows made from that, as {@link TableWrite#madeFrom()} says, are to go
   * @param runId the run that removes them
   * @return the full keys that were removed
   */
  public List<TableKey> retire(TableKey key, Predicate<String> stale, String runId) {
    return writer.retire(key, stale, runId);
  }

  /** The checksum of what a run was made from, from its marker. */
  String madeFrom(Path run) {
    return runs.marker(run).madeFrom();
  }

  /** See {@link RunWriter#retireSuperseded}. */
  int retireSuperseded(TableKey key, String runId) {
    return writer.retireSuperseded(key, runId);
  }

  /** Runs that are not read: running, interrupted, or replaced but not yet removed. */
  List<Path> otherRuns(TableKey key) {
    return runs.others(key);
  }

  /**
   * Refuses a key whose place holds other files, or a table of another schema.
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
      for (Path run : runs.of(key)) {
        runs.requireSameTypes(run, schema);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + key + " below " + root + " failed", e);
    }
  }

  private static void requireOnlyPartitions(FileSystem files, Path folder) throws IOException {
    for (FileStatus entry : CommittedRuns.list(files, folder)) {
      String name = entry.getPath().getName();
      boolean hidden = name.startsWith("_") || name.startsWith(".");
      if (!hidden && !(entry.isDirectory() && name.contains("="))) {
        throw new InvalidTableException(
            entry.getPath()
                + " is in the way: it is not part of a LatentLake table; move it or choose another"
                + " output.path");
      }
    }
  }
}
