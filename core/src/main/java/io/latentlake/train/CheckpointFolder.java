package io.latentlake.train;

import io.latentlake.table.AtomicFile;
import io.latentlake.table.WriteLease;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a training, in one folder of any Hadoop file system; the last two are kept. A
 * checkpoint is written under another name first, so that one under its own name is whole; one that
 * is damaged nevertheless is skipped.
 */
final class CheckpointFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final String PREFIX = "checkpoint-";
  private static final String SUFFIX = ".bin";
  private static final int KEPT = 2;

  private final Path folder;
  private final Configuration hadoop;
  private Optional<WriteLease> lease = Optional.empty();

  CheckpointFolder(Configuration hadoop, String uri) {
    this.hadoop = hadoop;
    this.folder = new Path(uri);
  }

  /**
   * Writes a checkpoint and removes all but the last two.
   *
   * @return its URI
   * @throws io.latentlake.table.ConcurrentRunException if another training has taken the folder
   */
  String write(Checkpoint checkpoint) {
    String name =
        String.format(Locale.ROOT, "%s%010d%s", PREFIX, checkpoint.header().round(), SUFFIX);
    Path file = new Path(folder, name);
    try {
      if (lease.isPresent()) {
        lease.get().requireHeld();
      }
      FileSystem files = folder.getFileSystem(hadoop);
      AtomicFile.write(files, file, checkpoint::write);
      List<FileStatus> all = newestFirst(files);
      for (FileStatus old : all.subList(Math.min(KEPT, all.size()), all.size())) {
        files.delete(old.getPath(), false);
      }
      return files.makeQualified(file).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + file + " cannot be written", e);
    }
  }

  /** The newest checkpoint that is whole. */
  Optional<Checkpoint> newest() {
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      for (FileStatus file : newestFirst(files)) {
        Optional<Checkpoint> checkpoint = read(files, file);
        if (checkpoint.isPresent()) {
          return checkpoint;
        }
        LOG.warn("{} is damaged; trying the one before", file.getPath());
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoints in " + folder + " cannot be read", e);
    }
  }

  /**
   * Takes the folder for one training.
   *
   * @param runId the run that trains
   * @return to be closed when it is done
   * @throws io.latentlake.table.ConcurrentRunException if another training is at work there
   */
  WriteLease lease(String runId) {
    try {
      WriteLease taken = WriteLease.take(folder.getFileSystem(hadoop), List.of(folder), runId);
      lease = Optional.of(taken);
      return taken;
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoints cannot be written to " + folder, e);
    }
  }

  /** Removes what an earlier training left. */
  void clear() {
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      for (FileStatus file : list(files)) {
        if (file.isFile()) {
          files.delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoints in " + folder + " cannot be removed", e);
    }
  }

  private static Optional<Checkpoint> read(FileSystem files, FileStatus file) throws IOException {
    try (FSDataInputStream in = files.open(file.getPath())) {
      return Checkpoint.read(in, file.getLen());
    } catch (EOFException | ChecksumException e) {
      return Optional.empty();
    }
  }

  private List<FileStatus> newestFirst(FileSystem files) throws IOException {
    return list(files).stream()
        .filter(file -> file.getPath().getName().startsWith(PREFIX))
        .sorted(Comparator.<FileStatus, String>comparing(f -> f.getPath().getName()).reversed())
        .toList();
  }

  private List<FileStatus> list(FileSystem files) throws IOException {
    try {
      return Arrays.asList(files.listStatus(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
