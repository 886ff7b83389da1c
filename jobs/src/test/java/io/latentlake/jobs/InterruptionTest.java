package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.progress.Progress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterruptionTest {
  private final SparkSession session = LocalSpark.session();
  private final SparkContext spark = session.sparkContext();

  @Test
  void workThatChecksTheStopSignalEndsByItself() throws Exception {
    Interruption interruption = Interruption.listen(spark);
    Run run = Run.start("train", Progress.NONE, interruption.signal());
    AtomicBoolean listening = new AtomicBoolean();
    CompletableFuture<String> work =
        CompletableFuture.supplyAsync(
            () -> {
              try (interruption) {
                while (!run.stopRequested()) {
                  listening.set(true);
                  Thread.onSpinWait();
                }
                return "checkpoint written after " + session.range(5).count() + " rounds";
              }
            });
    while (!listening.get()) {
      Thread.onSpinWait();
    }

    interruption.interrupt();

    assertThat(work.get()).isEqualTo("checkpoint written after 5 rounds");
  }

  @Test
  void otherWorkIsInterruptedAndCanCleanUp() {
    Interruption interruption = Interruption.listen(spark);
    AtomicBoolean cleaned = new AtomicBoolean();
    CompletableFuture<Void> work =
        CompletableFuture.runAsync(
            () -> {
              try (interruption) {
                session.range(1).javaRDD().foreach(row -> spinUntilKilled());
              } finally {
                cleaned.set(true);
              }
            });
    while (spark.statusTracker().getActiveJobIds().length == 0) {
      Thread.onSpinWait();
    }

    interruption.interrupt();

    assertThatThrownBy(work::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("cancelled");
    assertThat(cleaned).isTrue();
  }

  private static void spinUntilKilled() {
    while (!TaskContext.get().isInterrupted()) {
      Thread.onSpinWait();
    }
  }
}
