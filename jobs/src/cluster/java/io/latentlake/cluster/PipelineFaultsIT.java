package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Drivers and executors that are lost while tables are written, and tables that know nothing. */
class PipelineFaultsIT {
  private static final long ITEMS = 360;
  private static final String MODEL = "tiles-ae";

  private static final List<String> STEPS =
      List.of("ingest", "train", "score", "embed", "explain", "evaluate", "sample", "report");

  /** The table that each step writes, for those whose writing shows. */
  private static final Map<String, String> TABLES =
      Map.of(
          "ingest", "images",
          "score", "scores",
          "embed", "embeddings",
          "explain", "attributions",
          "evaluate", "metrics");

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Hdfs hdfs;
  private static StandaloneCluster cluster;
  private static String data;
  private static Map<String, Double> undisturbed;

  @BeforeAll
  static void start() throws Exception {
    hdfs = Hdfs.start(folder.resolve("hdfs-server"));
    Lake.reach(hdfs.settings());
    data = lake("source").upload(Checkout.ROOT.resolve("sample-data/tiles"), "tiles");
    Lake lake = lake("undisturbed");
    Client.of(folder, "local[2]", data, lake)
        .with(hdfs.settings())
        .submit("undisturbed", "pipeline", "train.epochs=2", "steps=ingest,train,score")
        .result();
    undisturbed = lake.scores(MODEL);
    cluster = StandaloneCluster.start(folder.resolve("cluster"), 2);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @Test
  void aDriverKilledInEachStepIsMadeGoodByTheNextRun() throws Exception {
    Lake lake = lake("drivers-lost");
    Client client = client(lake).assigning("train.epochs=2");
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

    lake.assertWhole(ITEMS);
    lake.assertScores(MODEL, undisturbed);
    assertThat(lake.files("")).anyMatch(file -> file.getName().equals("report.html"));
  }

  @Test
  void executorsKilledWhileImagesAreWrittenAndWhileTheyAreScoredCostTimeAlone() throws Exception {
    Lake lake = lake("executors-lost");
    Client client = client(lake).assigning("train.epochs=2");
    loseExecutorsIn(client.submit("executor-lost-in-ingest", "ingest"), lake, "images");
    lake.assertWhole(ITEMS);
    client.submit("train", "train").result();
    loseExecutorsIn(client.submit("executor-lost-in-score", "score"), lake, "scores");
    lake.assertWhole(ITEMS);
    lake.assertScores(MODEL, undisturbed);
  }

  @Test
  void aTaskThatFailsOnceIsTriedAgain() throws Exception {
    FaultyDisk disk = FaultyDisk.in(folder.resolve("disk"));
    Lake.reach(disk.settings());
    Lake lake = new Lake(disk.uri("lake"));
    Client client = client(lake).with(disk.settings()).in(disk.environment());
    client.submit("to-disk", "pipeline", "train.epochs=2", "steps=ingest,train").result();
    client
        .with(disk.settings(FaultyFileSystem.FAIL_OPEN, ".*/images/.*[.]parquet"))
        .submit("from-disk", "score")
        .result();
    assertThat(disk.hasHappened(FaultyFileSystem.FAIL_OPEN)).isTrue();
    lake.assertWhole(ITEMS);
    lake.assertScores(MODEL, undisturbed);
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
