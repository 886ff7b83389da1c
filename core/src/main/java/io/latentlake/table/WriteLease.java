package io.latentlake.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exclusive right of one run to write below some folders.
 *
 * <p>A writer puts a file into {@code FOLDER/_writers/} and renews it while it runs. It continues
 * only if it then finds no other writer there; if two start at once, at most one continues. A file
 * that is no longer renewed belongs to a killed driver and is removed. No lock or rename is needed,
 * only that storage lists a file right after writing, which HDFS, local disk and S3 guarantee. On
 * storage that lists late, two writers may continue, so their work must tolerate each other.
 */
public final class WriteLease implements AutoCloseable {
  /**
   * How often a writer renews its file, and when it counts as dead.
   *
   * @param renewal time between two renewals
   * @param lapse time after which a file has expired; several times the renewal
   */
  record Timing(Duration renewal, Duration lapse) {}

  /** The file of another writer, and how long ago it was renewed. */
  private record Other(FileStatus sign, long ageMs) {}

  private static final int SHOW_TRIES = 10;
  static final String FOLDER = "_writers";

  private static final Timing TIMING = new Timing(Duration.ofSeconds(4), Duration.ofSeconds(20));
  private static final int POLLS_PER_RENEWAL = 8;
  private static final Logger LOG = LoggerFactory.getLogger(WriteLease.class);

  private final FileSystem files;
  private final List<Path> folders;
  private final String runId;
  private final Timing timing;
  private final ScheduledExecutorService renewal;

  /** Whether the file was found missing; stays true even if a slow request creates it again. */
  private volatile boolean lost;

  private WriteLease(FileSystem files, List<Path> folders, String runId, Timing timing) {
    this.files = files;
    this.folders = folders;
    this.runId = runId;
    this.timing = timing;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "write-lease-" + runId);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Acquires the lease; waits until the file of a dead writer has expired.
   *
   * @param files where the folders are
   * @param folders what will be written below; they need not exist
   * @param runId the run that writes
   * @return the lease, to be closed when all is written
   * @throws ConcurrentRunException if another run is writing there
   * @throws IOException if the storage fails
   */
  public static WriteLease take(FileSystem files, List<Path> folders, String runId)
      throws IOException {
    return take(files, folders, runId, TIMING);
  }

  static WriteLease take(FileSystem files, List<Path> folders, String runId, Timing timing)
      throws IOException {
    WriteLease lease = new WriteLease(files, List.copyOf(folders), runId, timing);
    boolean taken = false;
    try {
      while (!taken) {
        taken = lease.tryOnce();
      }
      lease.renewAgainAndAgain();
      return lease;
    } finally {
      if (!taken) {
        lease.close();
      }
    }
  }

  /** Acquires the lease, or waits for the other writers and returns false. */
  private boolean tryOnce() throws IOException {
    show();
    List<Other> others;
    try {
      others = others();
    } catch (FileNotFoundException e) {
      // A writer that waited for an earlier file of this run took the new one for it
      LOG.debug("the lease file of run {} is gone", runId, e);
      withdraw();
      pauseAtRandom();
      return false;
    }
    if (others.isEmpty()) {
      return true;
    }
    withdraw();
    for (Other other : others) {
      outwait(other);
    }
    // If two started at once, both withdraw; random delays keep them from colliding again
    pauseAtRandom();
    return false;
  }

  /**
   * Fails if another run considered this one dead. Its files must then not be committed.
   *
   * @throws ConcurrentRunException if so
   * @throws IOException if the storage fails
   */
  public void requireHeld() throws IOException {
    for (Path folder : folders) {
      if (lost || !files.exists(sign(folder))) {
        lost = true;
        throw new ConcurrentRunException(
            "run "
                + runId
                + " did not renew its lease below "
                + folder
                + " for "
                + timing.lapse().toSeconds()
                + " s and another run took its place; nothing was committed, run the command"
                + " again");
      }
    }
  }

  /** Releases the lease. */
  @Override
  public void close() {
    renewal.shutdown();
    try {
      // Wait for a running renewal, which would create the file again; an interrupt would make it
      // log a warning
      renewal.awaitTermination(timing.lapse().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    withdrawOrWarn();
  }

  private Path sign(Path folder) {
    return new Path(new Path(folder, FOLDER), ExternalCatalogUtils.escapePathName(runId));
  }

  private void show() throws IOException {
    for (Path folder : folders) {
      show(folder, SHOW_TRIES);
    }
  }

  private void show(Path folder, int tries) throws IOException {
    try (OutputStream out = files.create(sign(folder), true)) {
      out.write(runId.getBytes(StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      // Another writer removed the empty folder before this file was in it
      if (tries == 1) {
        throw e;
      }
      show(folder, tries - 1);
    }
  }

  private void withdraw() throws IOException {
    for (Path folder : folders) {
      files.delete(sign(folder), false);
      Path signs = new Path(folder, FOLDER);
      if (CommittedRuns.list(files, signs).length == 0) {
        removeIfEmpty(signs);
      }
    }
  }

  private void withdrawOrWarn() {
    try {
      withdraw();
    } catch (IOException e) {
      LOG.warn("the lease file of run {} could not be removed; it will expire", runId, e);
    }
  }

  private void removeIfEmpty(Path signs) {
    try {
      files.delete(signs, false);
    } catch (IOException e) {
      // Another writer has just put its file there
      LOG.debug("{} is not removed", signs, e);
    }
  }

  private void renewAgainAndAgain() {
    long every = timing.renewal().toMillis();
    renewal.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
  }

  private void renew() {
    try {
      // A removed file must not be created again: another writer may rely on that
      requireHeld();
      show();
    } catch (ConcurrentRunException e) {
      LOG.warn("{}", e.getMessage());
      withdrawOrWarn();
      renewal.shutdown();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the lease of run {} could not be renewed", runId, e);
    }
  }

  /** The files of other writers; expired ones are removed. */
  private List<Other> others() throws IOException {
    List<Other> found = new ArrayList<>();
    for (Path folder : folders) {
      Path own = sign(folder);
      // The storage's clock, not this machine's
      long now = files.getFileStatus(own).getModificationTime();
      for (FileStatus sign : CommittedRuns.list(files, own.getParent())) {
        long ageMs = now - sign.getModificationTime();
        if (sign.getPath().getName().equals(own.getName())) {
          continue;
        }
        if (ageMs > timing.lapse().toMillis()) {
          files.delete(sign.getPath(), false);
        } else {
          found.add(new Other(sign, ageMs));
        }
      }
    }
    return found;
  }

  /** Waits until a file is gone or expired; fails if it is renewed. */
  private void outwait(Other other) throws IOException {
    Path sign = other.sign().getPath();
    LOG.warn("{}: waiting to see whether its writer is alive", sign);
    long end = System.nanoTime() + timing.lapse().minusMillis(other.ageMs()).toNanos();
    while (System.nanoTime() < end) {
      pause(pollMs());
      try {
        if (files.getFileStatus(sign).getModificationTime() != other.sign().getModificationTime()) {
          throw new ConcurrentRunException(
              "run "
                  + sign.getName()
                  + " is writing below "
                  + sign.getParent().getParent()
                  + " now; wait until it has ended");
        }
      } catch (FileNotFoundException e) {
        return;
      }
    }
    files.delete(sign, false);
  }

  private long pollMs() {
    return timing.renewal().toMillis() / POLLS_PER_RENEWAL;
  }

  private void pauseAtRandom() {
    pause(ThreadLocalRandom.current().nextLong(1, pollMs() + 2));
  }

  private void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while waiting to write", e));
    }
  }
}
