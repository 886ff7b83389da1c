package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long now;

  @Test
  void withoutATerminalAPlainLineIsPrintedEveryTenSeconds() {
    Progress progress =
        ConsoleProgress.lines(new PrintStream(written, true, StandardCharsets.UTF_8), () -> now);
    try (Progress.Bar bar = progress.begin("score", 3000, "images")) {
      after(4);
      bar.advance(400);
      after(6);
      bar.note("loss 3.5 nats");
      bar.advance(600);
      after(1);
      bar.advance(100);
      after(19);
      bar.advance(1900);
    }
    progress.say("done");

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "score: 3,000 images",
            "score: 1,000/3,000 images, 100.0/s, 20 s left, loss 3.5 nats",
            "score: 3,000/3,000 images, 100.0/s, 0 s left, loss 3.5 nats",
            "score: 3,000/3,000 images, 100.0/s, took 30 s, loss 3.5 nats",
            "done");
  }

  @Test
  void whatWasDoneBeforeSaysNothingAboutTheRate() {
    Progress progress =
        ConsoleProgress.lines(new PrintStream(written, true, StandardCharsets.UTF_8), () -> now);
    try (Progress.Bar bar = progress.begin("train", 3000, 2700, "images")) {
      after(10);
      bar.advance(100);
    }

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "train: 3,000 images",
            "train: 2,800/3,000 images, 10.0/s, 20 s left",
            "train: 2,800/3,000 images, 10.0/s, took 10 s");
  }

  @Test
  void anUnknownTotalIsNotShown() {
    Progress progress =
        ConsoleProgress.lines(new PrintStream(written, true, StandardCharsets.UTF_8), () -> now);
    try (Progress.Bar bar = progress.begin("list", 0, "files")) {
      after(120);
      bar.advance(240);
    }

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "list: begins", "list: 240 files, 2.0/s", "list: 240 files, 2.0/s, took 2:00 min");
  }

  private void after(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
