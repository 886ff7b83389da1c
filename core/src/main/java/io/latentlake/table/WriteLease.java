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
 * The right to write below some folders, which one run at a time has.
 *
 * <p>A writer puts a file into {@code FOLDER/_writers/} and renews it as long as it lives. It goes
 * on only if it then finds no other writer there; so of two that begin at once, at most one does. A
 * file that is no longer renewed belongs to a driver that was killed, and is removed. It needs no
 * lock and no rename: of the storage only that a file just written is listed, which HDFS, local
 * disk and S3 promise. On a storage that lists late, two writers may go on; what each then does
 * must bear the other.
 */
public final class WriteLease implements AutoCloseable {
  /**
   * When a writer shows that it lives, and when it is taken for dead.
   *
   * @param renewal time between two signs of life
   * @param lapse how long a sign is good for; several times the renewal
   */
  record Timing(Duration renewal, Duration lapse) {}

  /** The sign of another writer, and how long ago it was renewed. */
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

  /** Whether the sign was seen to be gone; even if a slow request brings it back. */
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
   * Takes the right, or waits until a writer that has died no longer stands in the way.
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
        lease.show();
        List<Other> others = lease.others();
        if (others.isEmpty()) {
          taken = true;
        } else {
          lease.withdraw();
          for (Other other : others) {
            lease.outwait(other);
          }
          // Two that began at once both gave way; they should not meet again
          lease.pause(ThreadLocalRandom.current().nextLong(1, lease.pollMs() + 2));
        }
      }
      lease.renewAgainAndAgain();
      return lease;
    } finally {
      if (!taken) {
        lease.close();
      }
    }
  }

  /**
   * Fails if another run has taken this one for dead meanwhile. What was written must then not be
   * shown.
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
                + " gave no sign of life below "
                + folder
                + " for "
                + timing.lapse().toSeconds()
                + " s and another run took its place; nothing of it is shown, run it again");
      }
    }
  }

  /** Gives the right back. */
  @Override
  public void close() {
    renewal.shutdown();
    try {
      // A renewal at work would bring the sign back, and is not interrupted: it would complain
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
      // Another writer took the folder of signs away as the last one, before this sign was in it
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
      LOG.warn("the sign of run {} could not be removed, and lapses by itself", runId, e);
    }
  }

  private void removeIfEmpty(Path signs) {
    try {
      files.delete(signs, false);
    } catch (IOException e) {
      // Another writer has just put its sign there
      LOG.debug("{} is not removed", signs, e);
    }
  }

  private void renewAgainAndAgain() {
    long every = timing.renewal().toMillis();
    renewal.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
  }

  private void renew() {
    try {
      // One that was removed stays removed: somebody else may rely on that
      requireHeld();
      show();
    } catch (ConcurrentRunException e) {
      LOG.warn("{}", e.getMessage());
      withdrawOrWarn();
      renewal.shutdown();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the sign of run {} could not be renewed", runId, e);
    }
  }

  /** Other writers; signs that have lapsed are removed. */
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

  /** Waits until a sign is gone or has lapsed; fails once it is renewed. */
  private void outwait(Other other) throws IOException {
    Path sign = other.sign().getPath();
    LOG.warn("{}: waiting whether its writer lives", sign);
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
                  + " at this moment; wait until it has ended");
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

  private void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while waiting to write", e));
    }
  }
}
