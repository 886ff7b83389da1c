package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.table.ConcurrentRunException;
import io.latentlake.table.WriteLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  @TempDir Path folder;
  private CheckpointFolder checkpoints;

  @BeforeEach
  void open() {
    checkpoints = new CheckpointFolder(new Configuration(), folder.resolve("c").toString());
  }

  @Test
  void everyBitComesBack() {
    Checkpoint written = checkpoint(7);
    checkpoints.write(written);
    Checkpoint read = checkpoints.newest().orElseThrow();
    assertThat(read.header()).isEqualTo(written.header());
    assertThat(read.parameters()).isEqualTo(written.parameters());
    assertThat(read.optimizerState()).isEqualTo(written.optimizerState());
    assertThat(read.bestParameters()).isEqualTo(written.bestParameters());
  }

  @Test
  void lastTwoAreKept() throws IOException {
    for (int round : List.of(1, 2, 30)) {
      checkpoints.write(checkpoint(round));
    }
    assertThat(checkpoints.newest().orElseThrow().header().round()).isEqualTo(30);
    try (var files = Files.list(folder.resolve("c"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> !n.startsWith(".")))
          .containsExactlyInAnyOrder("checkpoint-0000000002.bin", "checkpoint-0000000030.bin");
    }
  }

  @Test
  void damagedOneGivesWayToTheOneBefore() throws IOException {
    checkpoints.write(checkpoint(1));
    for (int damage : List.of(0, 9, 40, 5000)) {
      checkpoints.write(checkpoint(2));
      Path file = folder.resolve("c/checkpoint-0000000002.bin");
      byte[] bytes = Files.readAllBytes(file);
      bytes[Math.min(damage, bytes.length - 9)] ^= 1;
      rewrite(file, bytes);
      assertThat(checkpoints.newest().orElseThrow().header().round()).isEqualTo(1);
      rewrite(file, Arrays.copyOf(bytes, bytes.length / 2));
      assertThat(checkpoints.newest().orElseThrow().header().round()).isEqualTo(1);
    }
  }

  @Test
  void oneThatItsChecksumBetraysGivesWayToTheOneBefore() throws IOException {
    checkpoints.write(checkpoint(1));
    checkpoints.write(checkpoint(2));
    Path file = folder.resolve("c/checkpoint-0000000002.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[5000] ^= 1;
    Files.write(file, bytes);

    assertThat(checkpoints.newest().orElseThrow().header().round()).isEqualTo(1);
  }

  @Test
  void nothingIsWrittenOnceAnotherTrainingHasTakenTheFolder() throws IOException {
    try (WriteLease lease = checkpoints.lease("r1")) {
      checkpoints.write(checkpoint(1));
      lease.requireHeld();
      Files.delete(folder.resolve("c/_writers/r1"));

      assertThatThrownBy(() -> checkpoints.write(checkpoint(2)))
          .isInstanceOf(ConcurrentRunException.class);
      assertThat(checkpoints.newest().orElseThrow().header().round()).isEqualTo(1);
    }
  }

  @Test
  void noCheckpointIsNone() {
    assertThat(checkpoints.newest()).isEmpty();
  }

  @Test
  void otherTrainingIsRefusedByName() {
    Checkpoint.Header header = checkpoint(1).header();
    assertThatThrownBy(
            () ->
                header.requireIdentity(
                    Map.of("seed", "2", "train.epochs", "10"), Map.of(), "file:/c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed was 1 and is 2")
        .hasMessageNotContaining("train.epochs was");
  }

  @Test
  void keyOfALaterReleaseHadItsDefault() {
    Checkpoint.Header header = checkpoint(1).header();
    Map<String, String> defaults = Map.of("train.new", "0");
    header.requireIdentity(
        Map.of("seed", "1", "train.epochs", "10", "train.new", "0"), defaults, "file:/c");
    assertThatThrownBy(
            () ->
                header.requireIdentity(
                    Map.of("seed", "1", "train.epochs", "10", "train.new", "2"),
                    defaults,
                    "file:/c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train.new was 0 and is 2");
  }

  /** Replaces a file behind the back of Hadoop's local checksums, as another tool would. */
  private static void rewrite(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, bytes);
  }

  private static Checkpoint checkpoint(int round) {
    float[] parameters = new float[40_000];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) Math.sin(i + round);
    }
    float[] state = {Float.MIN_VALUE, -0f, Float.MAX_VALUE};
    LossSums losses = new LossSums(12, Map.of("kl", new LossSums.Sum(0.1 + 0.2, 3)));
    WorkerDrift drift = new WorkerDrift(0.1 + 0.2, 3, 1e-9, 8);
    HistoryRow row = new HistoryRow(1, "train", losses, drift, Map.of("kl", 0.5), 1.25, 1e-3, 2, 9);
    return new Checkpoint(
        new Checkpoint.Header(
            Map.of("seed", "1", "train.epochs", "10"),
            round,
            1,
            2,
            losses,
            drift,
            0.75,
            Double.NaN,
            0,
            Double.POSITIVE_INFINITY,
            true,
            List.of(row),
            parameters.length,
            state.length,
            0),
        parameters,
        state,
        new float[0]);
  }

  @Test
  void lossesOfEarlierReleasesAreRead() throws Exception {
    ObjectMapper json = new ObjectMapper();
    String losses = "{'images':12,'reconstruction':24.0,'klNats':6.0,'weightedKl':3.0}";
    HistoryRow row =
        json.readValue(
            ("{'epoch':1,'split':'train','losses':"
                    + losses
                    + ",'beta':0.5,'seconds':1.5,'learningRate':0.1,'workers':2,'averagingRounds':9}")
                .replace('\'', '"'),
            HistoryRow.class);
    assertThat(row.losses().mean("reconstruction")).isEqualTo(2);
    assertThat(row.losses().mean("kl")).isEqualTo(0.5);
    assertThat(row.losses().loss()).isEqualTo(27.0 / 12);
    assertThat(row.weights()).isEqualTo(Map.of("kl", 0.5));
    assertThat(row.drift()).isEqualTo(WorkerDrift.NONE);
    assertThat(json.readValue(json.writeValueAsBytes(row), HistoryRow.class)).isEqualTo(row);
  }
}
