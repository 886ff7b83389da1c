package io.latentlake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteLeaseTest {
  private static final WriteLease.Timing QUICK =
      new WriteLease.Timing(Duration.ofMillis(80), Duration.ofMillis(1600));

  @TempDir Path folder;
  private FileSystem files;

  @BeforeEach
  void open() throws IOException {
    files = FileSystem.getLocal(new Configuration());
  }

  @Test
  void aSecondWriterIsRefused() throws IOException {
    try (WriteLease first = take("r1")) {
      assertThatThrownBy(() -> take("r2"))
          .isInstanceOf(ConcurrentRunException.class)
          .hasMessageContaining("run r1 is writing below")
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("wait until it has ended");
      assertThatCode(first::requireHeld).doesNotThrowAnyException();
    }
    take("r2").close();
  }

  @Test
  void whatIsLeftOfItIsNothing() throws IOException {
    take("r1").close();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExpiredWriterIsIgnored() throws IOException {
    Path sign = signOf("dead");
    Files.setLastModifiedTime(sign, FileTime.from(Instant.now().minusSeconds(3600)));

    try (WriteLease lease = WriteLease.take(files, List.of(path()), "r2")) {
      assertThatCode(lease::requireHeld).doesNotThrowAnyException();
      assertThat(sign).doesNotExist();
    }
  }

  @Test
  void aWriterThatDiedJustNowIsWaitedFor() throws IOException {
    Path sign = signOf("dead");

    try (WriteLease lease = take("r2")) {
      assertThatCode(lease::requireHeld).doesNotThrowAnyException();
      assertThat(sign).doesNotExist();
    }
  }

  @Test
  void aWriterThatCountsAsDeadMustNotContinue() throws IOException {
    try (WriteLease lease = take("r1")) {
      Files.delete(sign("r1"));

      assertThatThrownBy(lease::requireHeld)
          .isInstanceOf(ConcurrentRunException.class)
          .hasMessageContaining("run r1 did not renew its lease")
          .hasMessageContaining("run the command again");
    }
  }

  @Test
  void writersThatStartTogetherNeverBothWrite() throws Exception {
    AtomicInteger writing = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    int writers = 6;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      List<Callable<Boolean>> runs = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        String runId = "r" + i;
        runs.add(
            () -> {
              try (WriteLease lease = take(runId)) {
                boolean alone = writing.incrementAndGet() == 1;
                lease.requireHeld();
                written.incrementAndGet();
                writing.decrementAndGet();
                return alone;
              } catch (ConcurrentRunException e) {
                return true;
              }
            });
      }
      for (Future<Boolean> alone : pool.invokeAll(runs)) {
        assertThat(alone.get()).isTrue();
      }
      assertThat(written).hasPositiveValue();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aWriterWhoseFirstFileIsRemovedTriesAgain() throws IOException {
    AtomicInteger removed = new AtomicInteger();
    FileSystem removing =
        new FilterFileSystem(files) {
          @Override
          public FileStatus getFileStatus(org.apache.hadoop.fs.Path file) throws IOException {
            if (file.getName().equals("r1") && removed.getAndIncrement() == 0) {
              delete(file, false);
            }
            return super.getFileStatus(file);
          }
        };

    try (WriteLease lease = WriteLease.take(removing, List.of(path()), "r1", QUICK)) {
      lease.requireHeld();

      assertThat(sign("r1")).exists();
      assertThat(removed).hasValueGreaterThan(1);
    }
  }

  private WriteLease take(String runId) throws IOException {
    return WriteLease.take(files, List.of(path()), runId, QUICK);
  }

  private org.apache.hadoop.fs.Path path() {
    return new org.apache.hadoop.fs.Path(folder.toUri());
  }

  private Path sign(String runId) {
    return folder.resolve(WriteLease.FOLDER).resolve(runId);
  }

  private Path signOf(String runId) throws IOException {
    Files.createDirectories(folder.resolve(WriteLease.FOLDER));
    return Files.writeString(sign(runId), runId);
  }
}
