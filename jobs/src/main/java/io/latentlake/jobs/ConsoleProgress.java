package io.latentlake.jobs;

import io.latentlake.progress.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows progress on standard error. On a terminal it is a bar with rate and remaining time;
 * otherwise it is a plain line at the start, every ten seconds, and at the end.
 */
final class ConsoleProgress implements Progress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int REDRAW_MS = 250;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintStream err;
  private final boolean terminal;
  private final LongSupplier nanoTime;

  private ConsoleProgress(PrintStream err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** Bars if standard error is a terminal, otherwise lines. */
  static ConsoleProgress standardError() {
    return new ConsoleProgress(System.err, isTerminal(), System::nanoTime);
  }

  /** Lines. */
  static ConsoleProgress lines(PrintStream err, LongSupplier nanoTime) {
    return new ConsoleProgress(err, false, nanoTime);
  }

  @Override
  public Bar begin(String task, long total, String unit) {
    return begin(task, total, 0, unit);
  }

  @Override
  public Bar begin(String task, long total, long done, String unit) {
    return terminal ? new DrawnBar(task, total, done, unit) : new Lines(task, total, done, unit);
  }

  @Override
  public void say(String line) {
    err.println(line);
  }

  private static boolean isTerminal() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    Path descriptor = Path.of("/proc/self/fd/2");
    try {
      // Java only knows whether input and output are both terminals; Linux knows it of each
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }

  private static final class DrawnBar implements Bar {
    private final ProgressBar bar;

    DrawnBar(String task, long total, long done, String unit) {
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total > 0 ? total : -1)
              .startsFrom(done, Duration.ZERO)
              .setUnit(" " + unit, 1)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MS)
              .showSpeed()
              .build();
    }

    @Override
    public void advance(long steps) {
      bar.stepBy(steps);
    }

    @Override
    public void note(String text) {
      bar.setExtraMessage(" " + text);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private final class Lines implements Bar {
    private final String task;
    private final long total;
    private final String unit;
    private final long began = nanoTime.getAsLong();
    private long lastLine = began;
    private final long before;
    private long done;
    private String note = "";
    private boolean closed;

    Lines(String task, long total, long before, String unit) {
      this.task = task;
      this.total = total;
      this.before = before;
      this.done = before;
      this.unit = unit;
      err.println(task + ": " + (total > 0 ? count(total) + " " + unit : "begins"));
    }

    @Override
    public synchronized void advance(long steps) {
      done += steps;
      long now = nanoTime.getAsLong();
      if (now - lastLine >= BETWEEN_LINES.toNanos()) {
        lastLine = now;
        say(now, timeLeft(now));
      }
    }

    @Override
    public synchronized void note(String text) {
      note = text;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        long now = nanoTime.getAsLong();
        say(now, ", took " + duration(now - began));
      }
    }

    private void say(long now, String time) {
      double seconds = Math.max(now - began, 1) / NANOS_PER_SECOND;
      String of = total > 0 ? "/" + count(total) : "";
      String rate =
          done > before ? String.format(Locale.ROOT, ", %,.1f/s", (done - before) / seconds) : "";
      String end = note.isEmpty() ? "" : ", " + note;
      err.println(task + ": " + count(done) + of + " " + unit + rate + time + end);
    }

    private String timeLeft(long now) {
      if (total <= 0 || done <= before || done > total) {
        return "";
      }
      double perStep = (double) (now - began) / (done - before);
      return ", " + duration((long) (perStep * (total - done))) + " left";
    }
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String duration(long nanos) {
    long seconds = Math.round(nanos / NANOS_PER_SECOND);
    return seconds < 60
        ? seconds + " s"
        : seconds < 3600
            ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
            : String.format(Locale.ROOT, "%d:%02d h", seconds / 3600, seconds / 60 % 60);
  }
}
