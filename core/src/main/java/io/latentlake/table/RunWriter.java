package io.latentlake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SaveMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes runs: files first, then the marker that commits them, and only then goes what they
 * replace.
 */
final class RunWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

  private final Configuration hadoop;
  private final Path root;
  private final CommittedRuns runs;

  RunWriter(Configuration hadoop, Path root, CommittedRuns runs) {
    this.hadoop = hadoop;
    this.root = root;
    this.runs = runs;
  }

  /** See {@link TableStore#writeTogether(List, String, CommitCondition)}. */
  List<WrittenRun> write(List<TableWrite> tables, String runId, CommitCondition condition) {
    List<Path> keys = tables.stream().map(table -> table.key().folder(root)).toList();
    try {
      FileSystem files = root.getFileSystem(hadoop);
      try (WriteLease lease = WriteLease.take(files, keys, runId)) {
        // Before the work, which may be long, and once more when it is done
        condition.requireUnchanged(runs, runId);
        return write(files, tables, runId, condition, lease);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing run " + runId + " below " + root + " failed", e);
    }
  }

  private List<WrittenRun> write(
      FileSystem files,
      List<TableWrite> tables,
      String runId,
      CommitCondition condition,
      WriteLease lease)
      throws IOException {
    List<Path> folders = tables.stream().map(table -> runFolder(table.key(), runId)).toList();
    List<Path> replaced = new ArrayList<>();
    for (Path run : folders) {
      replaced.addAll(otherRuns(files, run));
    }
    List<WrittenRun> written = new ArrayList<>();
    boolean committed = false;
    try {
      for (int i = 0; i < folders.size(); i++) {
        written.add(writeFiles(files, tables.get(i), folders.get(i), runId));
      }
      condition.requireRows(written);
      condition.requireUnchanged(runs, runId);
      lease.requireHeld();
      requireAlone(files, folders, replaced, runId);
      for (int i = 0; i < folders.size(); i++) {
        TableWrite table = tables.get(i);
        new CommitMarker(
                table.key().table(),
                CommitMarker.SCHEMA_VERSION,
                table.rows().schema().json(),
                runId,
                written.get(i).rows(),
                table.madeFrom())
            .write(files, folders.get(i));
      }
      committed = true;
    } finally {
      if (!committed) {
        for (Path run : folders) {
          discard(files, run);
        }
      }
    }
    // Those alone that were there before: where storage lists late and two runs write at once,
    // neither must remove the other
    for (Path run : replaced) {
      retire(files, run, runId);
    }
    return written;
  }

  /**
   * Whoever wrote here meanwhile took this run for dead, and removed what it had written so far.
   */
  private static void requireAlone(
      FileSystem files, List<Path> folders, List<Path> before, String runId) throws IOException {
    List<Path> others = new ArrayList<>();
    for (Path run : folders) {
      others.addAll(otherRuns(files, run));
    }
    if (!before.containsAll(others)) {
      throw new ConcurrentRunException(
          "another run wrote beside run "
              + runId
              + " in "
              + folders.get(0).getParent()
              + "; nothing of it is shown, run it again");
    }
  }

  /** Removes what a run that failed has written; that this fails, too, must not hide why. */
  private static void discard(FileSystem files, Path run) {
    try {
      remove(files, run);
    } catch (IOException e) {
      LOG.warn("{} could not be removed; it is not read, and the next run removes it", run, e);
    }
  }

  /** Removes a run that another has replaced. What is committed stays so if that fails. */
  private static void retire(FileSystem files, Path run, String by) {
    try {
      remove(files, run);
    } catch (IOException e) {
      LOG.warn(
          "run {} is written, but {}, which it replaces, could not be removed; readers of Parquet"
              + " folders see both until the next run removes it",
          by,
          run,
          e);
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
        table.key(), runId, files.makeQualified(run).toString(), runs.countRows(files, run));
  }

  /**
   * Removes runs older than the one that is read, which a run that was cut off left behind; not
   * where another run is writing at this moment.
   *
   * @param key what to look at
   * @param runId the run that removes them
   * @return how many were removed
   * @throws UncheckedIOException if one could not be removed
   */
  int retireSuperseded(TableKey key, String runId) {
    try {
      FileSystem files = root.getFileSystem(hadoop);
      int retired = 0;
      for (Path folder : superseded(key).stream().map(Path::getParent).distinct().toList()) {
        try (WriteLease lease = WriteLease.take(files, List.of(folder), runId)) {
          for (Path run : superseded(key)) {
            if (run.getParent().equals(folder)) {
              lease.requireHeld();
              remove(files, run);
              retired++;
            }
          }
        } catch (ConcurrentRunException e) {
          LOG.warn("older runs in {} are left alone: {}", folder, e.getMessage());
        }
      }
      return retired;
    } catch (IOException e) {
      throw new UncheckedIOException("retiring runs of " + key + " failed", e);
    }
  }

  private List<Path> superseded(TableKey key) {
    List<Path> newest = runs.of(key);
    return runs.others(key).stream()
        .filter(
            run ->
                newest.stream()
                    .anyMatch(
                        by ->
                            by.getParent().equals(run.getParent())
                                && by.getName().compareTo(run.getName()) > 0))
        .toList();
  }

  /** The runs beside a run: those that are committed, and what failed ones have left. */
  private static List<Path> otherRuns(FileSystem files, Path run) throws IOException {
    return Arrays.stream(CommittedRuns.list(files, run.getParent()))
        .map(FileStatus::getPath)
        .filter(other -> other.getName().startsWith(TableKey.RUN_ID + "="))
        .filter(other -> !other.getName().equals(run.getName()))
        .toList();
  }

  static void remove(FileSystem files, Path run) throws IOException {
    // The marker first: a reader must not find a run that is half removed.
    delete(files, new Path(run, CommitMarker.FILE));
    delete(files, run);
  }

  /** Hadoop's local file system only returns that it could not. */
  private static void delete(FileSystem files, Path path) throws IOException {
    if (!files.delete(path, true) && files.exists(path)) {
      throw new IOException(path + " cannot be removed");
    }
  }
}
