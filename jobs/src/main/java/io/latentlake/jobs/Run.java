package io.latentlake.jobs;

import io.latentlake.progress.Progress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run of a job.
 *
 * @param command the command
 * @param runId names the run in tables and files; ids of later runs sort later
 * @param started when it began
 * @param progress where it reports progress
 * @param stop whether it should stop
 * @param backend what it computes on; empty if it runs no network or the backend is not chosen yet
 */
public record Run(
    String command,
    String runId,
    Instant started,
    Progress progress,
    StopSignal stop,
    Optional<String> backend) {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);
  private static final int CHANCE_BITS = 16;
  private static final AtomicLong LAST_MILLIS = new AtomicLong();

  /**
   * Starts a run.
   *
   * @param command the command
   * @param progress where it reports progress
   * @return a run with an id of its own
   */
  public static Run start(String command, Progress progress) {
    return start(command, progress, new StopSignal());
  }

  static Run start(String command, Progress progress, StopSignal stop) {
    Instant now = Instant.now();
    // Two runs of one program never share an id, however fast they follow each other
    long millis = LAST_MILLIS.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
    // ... nor do two programs that start at the same moment
    int chance = ThreadLocalRandom.current().nextInt(1 << CHANCE_BITS);
    String id =
        String.format(Locale.ROOT, "%s-%04x", ID.format(Instant.ofEpochMilli(millis)), chance);
    return new Run(command, id, now, progress, stop, Optional.empty());
  }

  /** The same run with its backend. */
  Run on(String used) {
    return new Run(command, runId, started, progress, stop, Optional.of(used));
  }

  /**
   * Whether the user asked to stop. A job that calls this regularly gets time to end by itself and
   * keep its results; any other is interrupted.
   *
   * @return true once the user has asked
   */
  public boolean stopRequested() {
    return stop.heard();
  }
}
