package io.latentlake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SaveMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes runs: first the files, then the marker that commits them; then removes the runs they
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
    // Only runs that existed before: if storage lists late and two runs write at once, neither may
    // remove the other
    for (Path run : replaced) {
      retire(files, run, runId);
    }
    return written;
  }

  /** Fails if another run considered this one dead and removed its files. */
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
              + "; nothing was committed, run the command again");
    }
  }

  /** Removes the files of a failed run; a failure here must not hide the first one. */
  private static void discard(FileSystem files, Path run) {
    try {
      remove(files, run);
    } catch (IOException e) {
      LOG.warn("{} could not be removed; it is not read, and the next run removes it", run, e);
    }
  }

  /** Removes a replaced run. If that fails, the new run stays committed. */
  private static void retire(FileSystem files, Path run, String by) {
    try {
      remove(files, run);
    } catch (IOException e) {
      LOG.warn(
          "run {} is written, but the run that it replaces, {}, could not be removed; readers of"
              + " Parquet folders see both until the next run removes it",
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
   * Removes runs older than the newest, left by interrupted runs, unless another run is writing
   * there.
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
          LOG.warn("older runs in {} are not removed: {}", folder, e.getMessage());
        }
      }
      return retired;
    } catch (IOException e) {
      throw new UncheckedIOException("retiring runs of " + key + " failed", e);
    }
  }

  /** See {@link TableStore#retire}. */
  List<TableKey> retire(TableKey key, Predicate<String> stale, String runId) {
    List<TableKey> retired = new ArrayList<>();
    try {
      FileSystem files = root.getFileSystem(hadoop);
      for (Path run : runs.of(key)) {
        if (!stale.test(runs.marker(run).madeFrom())) {
          continue;
        }
        try (WriteLease lease = WriteLease.take(files, List.of(run.getParent()), runId)) {
          lease.requireHeld();
          // before it is gone
          TableKey full = runs.key(key, run);
          remove(files, run);
          retired.add(full);
        } catch (ConcurrentRunException e) {
          LOG.warn("{} is not removed: {}", run, e.getMessage());
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

  /** The other runs in the folder of a run: committed ones and remains of failed ones. */
  private static List<Path> otherRuns(FileSystem files, Path run) throws IOException {
    return Arrays.stream(CommittedRuns.list(files, run.getParent()))
        .map(FileStatus::getPath)
        .filter(other -> other.getName().startsWith(TableKey.RUN_ID + "="))
        .filter(other -> !other.getName().equals(run.getName()))
        .toList();
  }

  static void remove(FileSystem files, Path run) throws IOException {
    // The marker first, so that no reader finds a partly removed run.
    delete(files, new Path(run, CommitMarker.FILE));
    delete(files, run);
  }

  /** Hadoop's local file system returns false instead of throwing. */
  private static void delete(FileSystem files, Path path) throws IOException {
    if (!files.delete(path, true) && files.exists(path)) {
      throw new IOException(path + " cannot be removed");
    }
  }
}
