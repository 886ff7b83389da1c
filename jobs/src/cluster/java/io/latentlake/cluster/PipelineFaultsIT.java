package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Drivers and executors that are lost while tables are written, and tables that stay whole. */
@ExtendWith(SharedFixtures.class)
class PipelineFaultsIT {
  /** Steps that differ in how they write; the others write a table as {@code score} does. */
  private static final List<String> STEPS =
      List.of("ingest", "train", "score", "explain", "report");

  /** The table that each step writes, for those whose writing shows. */
  private static final Map<String, String> TABLES =
      Map.of("ingest", "images", "score", "scores", "explain", "attributions");

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Hdfs hdfs;
  private static StandaloneCluster cluster;
  private static UndisturbedPipeline undisturbed;
  private static String data;

  @BeforeAll
  static void start(Hdfs hdfs, StandaloneCluster cluster, UndisturbedPipeline undisturbed)
      throws Exception {
    PipelineFaultsIT.hdfs = hdfs;
    PipelineFaultsIT.cluster = cluster;
    PipelineFaultsIT.undisturbed = undisturbed;
    data = lake("source").upload(Checkout.TILES, "tiles");
  }

  @Test
  void aDriverKilledInEachStepIsMadeGoodByTheNextRun() throws Exception {
    Lake lake = lake("drivers-lost");
    Client client = client(lake).assigning(UndisturbedPipeline.SHORT);
    for (String step : STEPS) {
      Submission pipeline = client.submit("killed-in-" + step, "pipeline");
      pipeline.await(step + " runs because");
      if (TABLES.containsKey(step)) {
        pipeline.await("it writes", () -> lake.isBeingWritten(TABLES.get(step)));
      }
      assertThat(pipeline.isRunning()).isTrue();
      pipeline.kill();
      pipeline.exitStatus();
      assertThat(pipeline.output()).doesNotContain("\"status\":\"done\"");
    }
    client.submit("at-last", "pipeline").result();

    lake.assertWhole(UndisturbedPipeline.ITEMS);
    lake.assertScores(UndisturbedPipeline.MODEL, undisturbed.scores());
    assertThat(lake.files("")).anyMatch(file -> file.getName().equals("report.html"));
  }

  @Test
  void executorsKilledWhileImagesAreWrittenAndWhileTheyAreScoredCostTimeAlone() throws Exception {
    Lake lake = lake("executors-lost");
    Client client = client(lake);
    loseExecutorsIn(client.submit("executor-lost-in-ingest", "ingest"), lake, "images");
    lake.assertWhole(UndisturbedPipeline.ITEMS);
    undisturbed.copyTo(lake, "models");
    loseExecutorsIn(client.submit("executor-lost-in-score", "score"), lake, "scores");
    lake.assertWhole(UndisturbedPipeline.ITEMS);
    lake.assertScores(UndisturbedPipeline.MODEL, undisturbed.scores());
  }

  @Test
  void aTaskThatFailsOnceIsTriedAgain() throws Exception {
    FaultyDisk disk = FaultyDisk.in(folder.resolve("disk"));
    Lake.reach(disk.settings());
    Lake lake = new Lake(disk.uri("lake"));
    undisturbed.copyTo(lake, "images", "rejects", "models");
    client(lake)
        .in(disk.environment())
        .with(disk.settings(FaultyFileSystem.FAIL_OPEN, ".*/images/.*[.]parquet"))
        .submit("from-disk", "score")
        .result();
    assertThat(disk.hasHappened(FaultyFileSystem.FAIL_OPEN)).isTrue();
    lake.assertWhole(UndisturbedPipeline.ITEMS);
    lake.assertScores(UndisturbedPipeline.MODEL, undisturbed.scores());
  }

  private static void loseExecutorsIn(Submission submission, Lake lake, String table)
      throws Exception {
    submission.await("it writes", () -> lake.isBeingWritten(table));
    assertThat(cluster.killExecutorsOf(0)).isPositive();
    submission.result();
    assertThat(submission.output()).contains("Lost executor");
  }

  private static Client client(Lake lake) {
    return Client.of(folder, cluster.url(), data, lake).with(hdfs.settings());
  }

  private static Lake lake(String name) {
    return new Lake(hdfs.root() + "/" + name);
  }
}
