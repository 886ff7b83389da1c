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
 * @param progress where it says how far it is
 * @param stop whether it should stop
 * @param backend what it computes with; empty if it computes with no network, or nobody has asked
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
   * @param progress where it says how far it is
   * @return a run with an id of its own
   */
  public static Run start(String command, Progress progress) {
    return start(command, progress, new StopSignal());
  }

  static Run start(String command, Progress progress, StopSignal stop) {
    Instant now = Instant.now();
    // Two runs of one program never share an id, however fast they follow each other
    long millis = LAST_MILLIS.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
    // ... nor do those of two programs that begin at the same moment
    int chance = ThreadLocalRandom.current().nextInt(1 << CHANCE_BITS);
    String id =
        String.format(Locale.ROOT, "%s-%04x", ID.format(Instant.ofEpochMilli(millis)), chance);
    return new Run(command, id, now, progress, stop, Optional.empty());
  }

  /** The run, with what it computes with. */
  Run on(String used) {
    return new Run(command, runId, started, progress, stop, Optional.of(used));
  }

  /**
   * Whether the user asked for an end. A job that looks here regularly is given time to end by
   * itself and keep what it has; any other is cut off.
   *
   * @return true once the user has asked
   */
  public boolean stopRequested() {
    return stop.heard();
  }
}
