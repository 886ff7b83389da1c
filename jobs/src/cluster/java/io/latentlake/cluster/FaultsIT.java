package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.model.ModelPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a cluster, and what must be left of it afterwards: nothing. */
class FaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static Hdfs hdfs;
  private static StandaloneCluster cluster;
  private static Lake lake;
  private static String data;
  private static float[] undisturbed;

  @BeforeAll
  static void start() throws Exception {
    hdfs = Hdfs.start(folder.resolve("hdfs-server"));
    Lake.reach(hdfs.settings());
    lake = new Lake(hdfs.root());
    data = lake.upload(Checkout.ROOT.resolve("sample-data/tiles"), "data");
    cluster = StandaloneCluster.start(folder.resolve("cluster"), 2);
    submit("ingest", "ingest").result();
    submit("train", "undisturbed").result();
    undisturbed = parameters("undisturbed");
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
  void anExecutorKilledDuringTrainingChangesNoBitOfTheModel() throws Exception {
    Submission training = submit("train", "executor-lost");
    awaitCheckpoint(training, "executor-lost");
    assertThat(cluster.killExecutorsOf(0)).isPositive();
    training.result();
    assertThat(training.output()).contains("Lost executor");
    assertThat(parameters("executor-lost")).isEqualTo(undisturbed);
  }

  @Test
  void aDriverKilledDuringTrainingGoesOnWhereItWas() throws Exception {
    Submission training = submit("train", "driver-lost");
    awaitCheckpoint(training, "driver-lost");
    assertThat(training.isRunning()).isTrue();
    training.kill();
    training.exitStatus();
    assertThat(lake.files("models/driver-lost")).isEmpty();

    Submission again = submit("train", "driver-lost", "train.resume=true");
    assertThat(again.result().at("/details/resumed_after_round").asInt()).isPositive();
    assertThat(parameters("driver-lost")).isEqualTo(undisturbed);
  }

  private static Submission submit(String command, String modelId, String... settings) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", Checkout.ROOT.resolve("conf/demo.yaml").toString()));
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.path=" + data,
                "output.path=" + lake.root(),
                "model.id=" + modelId,
                "train.workers=2",
                "train.epochs=40",
                "train.checkpoint-every-rounds=3"));
    all.addAll(List.of(settings));
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return Submission.start(
        command + "-" + modelId + (settings.length > 0 ? "-again" : ""),
        folder,
        cluster.url(),
        hdfs.settings(),
        Map.of(),
        arguments);
  }

  private static void awaitCheckpoint(Submission training, String modelId)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (lake.files("checkpoints/" + modelId).stream()
        .noneMatch(file -> file.getName().startsWith("checkpoint-"))) {
      assertThat(training.isRunning()).as(training.output()).isTrue();
      assertThat(Instant.now()).as(training.output()).isBefore(end);
      Thread.sleep(50);
    }
  }

  private static float[] parameters(String modelId) {
    return ModelPackage.read(Lake.hadoop(), ModelPackage.location(lake.root(), modelId))
        .parameters();
  }
}
