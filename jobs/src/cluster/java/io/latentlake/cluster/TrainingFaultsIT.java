package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.model.ModelPackage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a cluster while a model is trained, and changes no bit of it. */
@ExtendWith(SharedFixtures.class)
class TrainingFaultsIT {
  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static java.nio.file.Path folder;

  private static StandaloneCluster cluster;
  private static Lake lake;
  private static Client client;
  private static float[] undisturbed;

  @BeforeAll
  static void start(Hdfs hdfs, StandaloneCluster cluster, UndisturbedPipeline pipeline)
      throws Exception {
    TrainingFaultsIT.cluster = cluster;
    lake = new Lake(hdfs.root() + "/training");
    pipeline.copyTo(lake, "images");
    client =
        Client.of(folder, cluster.url(), Checkout.TILES.toUri().toString(), lake)
            .with(hdfs.settings())
            .assigning("train.epochs=20", "train.checkpoint-every-rounds=2");
    train("undisturbed", "undisturbed").result();
    undisturbed = parameters("undisturbed");
  }

  @Test
  void anExecutorKilledDuringTrainingChangesNoBitOfTheModel() throws Exception {
    Submission training = train("executor-lost", "executor-lost");
    awaitCheckpoints(training, "executor-lost", 1);
    assertThat(cluster.killExecutorsOf(0)).isPositive();
    training.result();
    assertThat(training.output()).contains("Lost executor");
    assertThat(parameters("executor-lost")).isEqualTo(undisturbed);
  }

  @Test
  void aWorkerLostForGoodLeavesItsShareToTheOther() throws Exception {
    Submission training = train("worker-lost", "worker-lost");
    awaitCheckpoints(training, "worker-lost", 1);
    assertThat(training.isRunning()).isTrue();
    cluster.killWorker(0);
    try {
      training.result();
      assertThat(training.output()).contains("Lost executor");
      assertThat(parameters("worker-lost")).isEqualTo(undisturbed);
    } finally {
      cluster.addWorker();
    }
  }

  @Test
  void aDriverKilledDuringTrainingGoesOnWhereItWasOrOneCheckpointBeforeIfThatIsTruncated()
      throws Exception {
    Submission training = train("driver-lost", "driver-lost");
    awaitCheckpoints(training, "driver-lost", 2);
    training.kill();
    training.exitStatus();
    assertThat(lake.files("models/driver-lost")).isEmpty();
    List<Path> checkpoints = checkpoints("driver-lost");
    FileSystem files = checkpoints.get(0).getFileSystem(Lake.hadoop());
    Path newest = checkpoints.get(checkpoints.size() - 1);
    files.truncate(newest, files.getFileStatus(newest).getLen() / 2);

    Submission again = train("driver-lost-again", "driver-lost", "train.resume=true");
    assertThat(again.result().at("/details/resumed_after_round").asInt()).isPositive();
    assertThat(again.output()).contains(newest.getName() + " is damaged");
    assertThat(parameters("driver-lost")).isEqualTo(undisturbed);
  }

  private static Submission train(String name, String modelId, String... more) {
    return client.assigning(more).submit(name, "train", "model.id=" + modelId);
  }

  private static void awaitCheckpoints(Submission training, String modelId, int atLeast)
      throws Exception {
    training.await("its checkpoint", () -> checkpoints(modelId).size() >= atLeast);
  }

  private static List<Path> checkpoints(String modelId) throws IOException {
    return lake.files("checkpoints/" + modelId).stream()
        .filter(file -> file.getName().startsWith("checkpoint-"))
        .sorted()
        .toList();
  }

  private static float[] parameters(String modelId) {
    return ModelPackage.read(Lake.hadoop(), ModelPackage.location(lake.root(), modelId))
        .parameters();
  }
}
