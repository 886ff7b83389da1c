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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on a standalone cluster, held against the same pipeline in local mode. */
class StandaloneIT {
  private static final Path TILES = Checkout.ROOT.resolve("sample-data/tiles");
  private static final String MODEL = "tiles-ae";
  private static final String SHORT = "train.epochs=3";

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static StandaloneCluster cluster;
  private static Map<String, Double> inLocalMode;

  @BeforeAll
  static void start() throws Exception {
    Lake lake = new Lake(folder.resolve("lake").toUri().toString());
    Client.of(folder, "local[2]", TILES.toUri().toString(), lake)
        .submit("local", "pipeline", SHORT, "steps=ingest,train,score")
        .result();
    inLocalMode = lake.scores(MODEL);
    assertThat(inLocalMode).isNotEmpty();
    cluster = StandaloneCluster.start(folder.resolve("cluster"), 2);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void onHdfsItGivesTheScoresOfLocalMode() throws Exception {
    try (Hdfs hdfs = Hdfs.start(folder.resolve("hdfs-server"))) {
      assertSameScores("hdfs", hdfs, Map.of());
    }
  }

  @Test
  void onS3ItGivesTheScoresOfLocalModeByTheMagicCommitterAndTellsNoSecret() throws Exception {
    try (S3 s3 = S3.start(folder.resolve("s3-server"))) {
      Lake.reach(s3.credentials());
      Submission submission = assertSameScores("s3", s3, s3.environment());
      assertThat(new Lake(s3.root()).committers()).isNotEmpty().containsOnly("magic");
      assertThat(submission.output()).doesNotContain(S3.SECRET);
      assertThat(filesThatHoldTheSecret(folder.resolve("cluster"))).isEmpty();
      assertThat(filesThatHoldTheSecret(s3.objects())).isEmpty();
    }
  }

  private static Submission assertSameScores(
      String name, Storage storage, Map<String, String> environment) throws Exception {
    Lake.reach(storage.settings());
    Lake lake = new Lake(storage.root());
    Submission submission =
        Client.of(folder, cluster.url(), lake.upload(TILES, "data"), lake)
            .with(storage.settings())
            .in(environment)
            .submit(name, "pipeline", SHORT);
    assertThat(submission.result().path("status").asText()).isEqualTo("done");
    lake.assertScores(MODEL, inLocalMode);
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
