package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Training and scoring on YARN, with tables on HDFS, held against local mode. */
class YarnIT {
  private static final String SHORT = "train.epochs=2";

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Hdfs hdfs;
  private static Yarn yarn;
  private static Lake lake;
  private static Client client;
  private static Map<String, Double> inLocalMode;

  @BeforeAll
  static void start() throws Exception {
    hdfs = Hdfs.start(folder.resolve("hdfs-server"));
    Lake.reach(hdfs.settings());
    lake = new Lake(hdfs.root());
    String data = lake.upload(Checkout.ROOT.resolve("sample-data/tiles"), "data");
    Client.of(folder, "local[2]", data, lake)
        .with(hdfs.settings())
        .submit("local", "pipeline", "model.id=local", "steps=ingest,train,score", SHORT)
        .result();
    inLocalMode = lake.scores("local");
    yarn = Yarn.start(folder.resolve("yarn-server"));
    client =
        Client.of(folder, "yarn", data, lake)
            .with(hdfs.settings())
            .with(yarn.settings())
            .in(yarn.environment());
  }

  @AfterAll
  static void stop() {
    if (yarn != null) {
      yarn.close();
    }
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @Test
  void inClientModeItGivesTheScoresOfLocalMode() throws Exception {
    client.submit("client", "pipeline", "model.id=client", "steps=train,score", SHORT).result();
    lake.assertScores("client", inLocalMode);
  }

  @Test
  void inClusterModeItGivesTheScoresOfLocalModeAndYarnSeesItSucceed() throws Exception {
    Submission submission =
        client.submitToYarn("cluster", "pipeline", "model.id=cluster", "steps=train,score", SHORT);
    // It waits for the application, and is 0 when YARN calls its final status a success
    assertThat(submission.exitStatus()).as(submission.output()).isZero();
    lake.assertScores("cluster", inLocalMode);
  }

  @Test
  void aContainerThatWouldBeKilledIsRefusedWithTheNumbers() throws Exception {
    Submission submission =
        client
            .with(Map.of("spark.executor.memoryOverhead", "384m"))
            .submit("refused", "score", "model.id=local");
    assertThat(submission.exitStatus()).as(submission.output()).isEqualTo(2);
    assertThat(submission.output())
        .contains("the executor would be killed")
        .contains("set spark.executor.memoryOverhead to at least");
  }
}
