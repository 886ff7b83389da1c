package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on a standalone cluster, held against the same pipeline in local mode. */
@ExtendWith(SharedFixtures.class)
class StandaloneIT {
  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static StandaloneCluster cluster;
  private static UndisturbedPipeline inLocalMode;

  @BeforeAll
  static void start(StandaloneCluster cluster, UndisturbedPipeline inLocalMode) {
    StandaloneIT.cluster = cluster;
    StandaloneIT.inLocalMode = inLocalMode;
  }

  @Test
  void onHdfsItGivesTheScoresOfLocalMode(Hdfs hdfs) throws Exception {
    assertSameScores("hdfs", hdfs, Map.of());
  }

  @Test
  void onS3ItGivesTheScoresOfLocalModeByTheMagicCommitterAndTellsNoSecret() throws Exception {
    try (S3 s3 = S3.start(folder.resolve("s3-server"))) {
      Lake.reach(s3.credentials());
      Submission submission = assertSameScores("s3", s3, s3.environment());
      assertThat(new Lake(s3.root() + "/standalone").committers())
          .isNotEmpty()
          .containsOnly("magic");
      assertThat(submission.output()).doesNotContain(S3.SECRET);
      assertThat(filesThatHoldTheSecret(cluster.folder())).isEmpty();
      assertThat(filesThatHoldTheSecret(s3.objects())).isEmpty();
    }
  }

  private static Submission assertSameScores(
      String name, Storage storage, Map<String, String> environment) throws Exception {
    Lake.reach(storage.settings());
    Lake lake = new Lake(storage.root() + "/standalone");
    Submission submission =
        Client.of(folder, cluster.url(), lake.upload(Checkout.TILES, "data"), lake)
            .with(storage.settings())
            .in(environment)
            .submit(name, "pipeline", UndisturbedPipeline.SHORT);
    assertThat(submission.result().path("status").asText()).isEqualTo("done");
    lake.assertScores(UndisturbedPipeline.MODEL, inLocalMode.scores());
    lake.assertOnnxScores(UndisturbedPipeline.MODEL, inLocalMode.scores());
    return submission;
  }

  private static List<Path> filesThatHoldTheSecret(Path below) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(below)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    List<Path> found = new ArrayList<>();
    for (Path file : files) {
      if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(S3.SECRET)) {
        found.add(file);
      }
    }
    return found;
  }
}
