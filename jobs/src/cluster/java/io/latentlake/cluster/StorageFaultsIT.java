package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.table.WriteLease;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Storage that refuses, lies or is shared, and tables that stay as they were. */
@ExtendWith(SharedFixtures.class)
class StorageFaultsIT {
  private static final long ITEMS = UndisturbedPipeline.ITEMS;
  private static final String MODEL = UndisturbedPipeline.MODEL;
  private static final int FAILED = 1;

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Hdfs hdfs;
  private static UndisturbedPipeline undisturbed;
  private static Lake lake;
  private static Client client;

  @BeforeAll
  static void start(Hdfs hdfs, UndisturbedPipeline undisturbed) throws Exception {
    StorageFaultsIT.hdfs = hdfs;
    StorageFaultsIT.undisturbed = undisturbed;
    lake = new Lake(hdfs.root() + "/storage");
    undisturbed.copyTo(lake, "images", "rejects", "models", "scores");
    client =
        Client.of(folder, "local[2]", Checkout.TILES.toUri().toString(), lake)
            .with(hdfs.settings());
  }

  @Test
  void aStorageOrALeaseThatRefusesLeavesTheTableOfBeforeAndTheNextRunGoesWell() throws Exception {
    Set<String> before = lake.runs("scores");

    hdfs.safeMode(SafeModeAction.SAFEMODE_ENTER);
    try {
      assertFails(client.submit("safe-mode", "score"), "safe mode");
    } finally {
      hdfs.safeMode(SafeModeAction.SAFEMODE_LEAVE);
    }
    assertThat(lake.runs("scores")).isEqualTo(before);

    hdfs.fill();
    try {
      assertFails(client.submit("full", "score"), "quota");
    } finally {
      hdfs.makeRoom();
    }
    lake.assertWhole(ITEMS);
    assertThat(lake.runs("scores")).isEqualTo(before);

    org.apache.hadoop.fs.Path key =
        new org.apache.hadoop.fs.Path(lake.root() + "/scores/data_id=tiles/model_id=" + MODEL);
    try (WriteLease other =
        WriteLease.take(key.getFileSystem(Lake.hadoop()), List.of(key), "other")) {
      assertFails(client.submit("refused", "score"), "run other is writing below " + key);
      other.requireHeld();
    }
    assertThat(lake.runs("scores")).isEqualTo(before);

    assertRunsAgain("after-all", before);
  }

  @Test
  void aByteChangedInATableOfImagesIsNoticedAndNamed() throws Exception {
    Set<String> before = lake.runs("scores");
    org.apache.hadoop.fs.Path part =
        lake.files("images").stream()
            .filter(file -> file.getName().endsWith(".parquet"))
            .max(Comparator.comparingLong(StorageFaultsIT::length))
            .orElseThrow();
    byte[] bytes = read(part);
    byte[] damaged = bytes.clone();
    damaged[bytes.length / 2] ^= 1;
    write(part, damaged);
    try {
      assertFails(client.submit("damaged-score", "score", "score.full=true"), part.getName());
      assertFails(client.submit("damaged-train", "train", "model.id=damaged"), part.getName());
      assertThat(lake.runs("scores")).isEqualTo(before);
      assertThat(lake.files("models/damaged")).isEmpty();
    } finally {
      write(part, bytes);
    }
    assertRunsAgain("after-damage", before);
  }

  @Test
  void twoRunsThatBeginAtOnceLoseNothing() throws Exception {
    // Neither takes rows over from the run before, which the other retires
    Submission one = client.submit("one", "score", "score.full=true");
    Submission two = client.submit("two", "score", "score.full=true");
    int done = 0;
    for (Submission each : List.of(one, two)) {
      if (each.exitStatus() == 0) {
        done++;
      } else {
        assertThat(each.output()).contains("is writing below");
      }
    }
    assertThat(done).isPositive();
    assertThat(lake.runs("scores")).hasSize(1);
    lake.assertWhole(ITEMS);
    lake.assertScores(MODEL, undisturbed.scores());
  }

  @Test
  void aDriverKilledBetweenCommitAndRetirementLeavesTwoRunsThatCanBeToldApart() throws Exception {
    FaultyDisk disk = FaultyDisk.in(folder.resolve("disk"));
    Lake.reach(disk.settings());
    Lake onDisk = new Lake(disk.uri("lake"));
    Client writer =
        Client.of(folder, "local[2]", Checkout.TILES.toUri().toString(), onDisk)
            .in(disk.environment());
    Client sound = writer.with(disk.settings());
    undisturbed.copyTo(onDisk, "images", "rejects", "models", "scores");
    Set<String> before = onDisk.runs("scores");

    Submission killed =
        writer
            .with(disk.settings(FaultyFileSystem.HALT_BEFORE_DELETE, ".*/scores/.*/_table[.]json"))
            .submit("killed", "score");
    assertThat(killed.exitStatus()).isNotZero();
    assertThat(disk.hasHappened(FaultyFileSystem.HALT_BEFORE_DELETE)).isTrue();
    assertThat(onDisk.runs("scores")).hasSize(2).containsAll(before);
    assertThat(onDisk.table("scores").groupBy("run_id").count().collectAsList())
        .allSatisfy(run -> assertThat(run.getLong(1)).isEqualTo(undisturbed.scores().size()));
    // Readers of ours take the newer one, so that the next step sees every image once
    assertThat(sound.submit("evaluate", "evaluate").result().at("/rows_read/scores").asLong())
        .isEqualTo(undisturbed.scores().size());

    sound.submit("retired", "score").result();
    onDisk.assertWhole(ITEMS);
    onDisk.assertScores(MODEL, undisturbed.scores());
  }

  private static void assertFails(Submission submission, String reason) throws Exception {
    assertThat(submission.exitStatus()).as(submission.output()).isEqualTo(FAILED);
    assertThat(submission.output()).contains("\"status\":\"failed\"").contains(reason);
  }

  private static void assertRunsAgain(String name, Set<String> before) throws Exception {
    client.submit(name, "score").result();
    assertThat(lake.runs("scores")).hasSize(1).doesNotContainAnyElementsOf(before);
    lake.assertWhole(ITEMS);
    lake.assertScores(MODEL, undisturbed.scores());
  }

  private static long length(org.apache.hadoop.fs.Path file) {
    return read(file).length;
  }

  private static byte[] read(org.apache.hadoop.fs.Path file) {
    try (var in = file.getFileSystem(Lake.hadoop()).open(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void write(org.apache.hadoop.fs.Path file, byte[] bytes) throws IOException {
    FileSystem files = file.getFileSystem(Lake.hadoop());
    try (OutputStream out = files.create(file, true)) {
      out.write(bytes);
    }
  }
}
