package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Training and scoring on YARN, with tables on HDFS, held against local mode. */
@ExtendWith(SharedFixtures.class)
class YarnIT {

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Yarn yarn;
  private static Lake lake;
  private static Client client;
  private static UndisturbedPipeline inLocalMode;

  @BeforeAll
  static void start(Hdfs hdfs, UndisturbedPipeline inLocalMode) throws Exception {
    YarnIT.inLocalMode = inLocalMode;
    lake = new Lake(hdfs.root() + "/yarn");
    inLocalMode.copyTo(lake, "images", "models");
    yarn = Yarn.start(folder.resolve("yarn-server"));
    client =
        Client.of(folder, "yarn", Checkout.TILES.toUri().toString(), lake)
            .with(hdfs.settings())
            .with(yarn.settings())
            .in(yarn.environment())
            .assigning(UndisturbedPipeline.SHORT);
  }

  @AfterAll
  static void stop() {
    if (yarn != null) {
      yarn.close();
    }
  }

  @Test
  void inClientModeItGivesTheScoresOfLocalMode() throws Exception {
    client.submit("client", "pipeline", "model.id=client", "steps=train,score").result();
    lake.assertScores("client", inLocalMode.scores());
  }

  @Test
  void inClusterModeItGivesTheScoresOfLocalModeAndYarnSeesItSucceed() throws Exception {
    Submission submission =
        client.submitToYarn("cluster", "pipeline", "model.id=cluster", "steps=train,score");
    // It waits for the application, and is 0 when YARN calls its final status a success
    assertThat(submission.exitStatus()).as(submission.output()).isZero();
    lake.assertScores("cluster", inLocalMode.scores());
  }

  @Test
  void aContainerThatWouldBeKilledIsRefusedWithTheNumbers() throws Exception {
    Submission submission =
        client
            .with(Map.of("spark.executor.memoryOverhead", "384m"))
            .submit("refused", "score", "model.id=" + UndisturbedPipeline.MODEL);
    assertThat(submission.exitStatus()).as(submission.output()).isEqualTo(2);
    assertThat(submission.output())
        .contains("the executor would be killed")
        .contains("set spark.executor.memoryOverhead to at least");
  }
}
