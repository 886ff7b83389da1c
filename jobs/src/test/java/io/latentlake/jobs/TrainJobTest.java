package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.TableStore;
import io.latentlake.train.ImagesFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainJobTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir static Path folder;
  private static String output;

  @BeforeAll
  static void writeImages() {
    output = ImagesFixture.write(folder, 43, 12);
  }

  @Test
  void modelAndHistoryAreWritten() {
    JobResult result = run("both", Run.start("train", Progress.NONE).on("cpu"), "train.epochs=2");

    assertThat(result.status()).isEqualTo("done");
    assertThat(result.rowsRead()).containsEntry("images", 55L);
    assertThat(result.rowsWritten()).containsEntry("history", 4L);
    assertThat(result.details())
        .containsEntry("epoch", 2)
        .containsKeys("threshold", "threshold_flags");
    assertThat(folder.resolve("models/both/model.onnx")).isNotEmptyFile();
    assertThat(result.where().get("model.onnx")).endsWith("/models/both/model.onnx");
    assertThat(result.details()).doesNotContainKey("onnx_notes");
    ModelPackage model =
        ModelPackage.read(
            SPARK.sparkContext().hadoopConfiguration(), ModelPackage.location(output, "both"));
    assertThat(model.threshold().orElseThrow().images()).isEqualTo(12);
    assertThat(model.provenance())
        .containsEntry("seed", "42")
        .containsEntry("backend", "cpu")
        .containsEntry("train_images", "43")
        .containsEntry("option.train.epochs", "2")
        .containsKeys("data_fingerprint", "code_version", "library.spark");
    assertThat(
            new TableStore(SPARK, output)
                .read(HistoryTable.key(ImagesFixture.DATA_ID, "both"), HistoryTable.SCHEMA)
                .where("negative_elbo_nats > 0 and seconds > 0")
                .count())
        .isEqualTo(4);
  }

  @Test
  void stopLeavesACheckpointAndResumeFinishes() {
    StopSignal stop = new StopSignal();
    stop.request();
    JobResult stopped = run("stopped", Run.start("train", Progress.NONE, stop));
    assertThat(stopped.status()).isEqualTo("stopped");
    assertThat(stopped.rowsWritten()).isEmpty();
    assertThat(folder.resolve("models/stopped")).doesNotExist();
    assertThat(folder.resolve("checkpoints/stopped")).isDirectory();

    JobResult resumed =
        run("stopped", Run.start("train", Progress.NONE), "train.resume=true", "train.onnx=false");
    assertThat(resumed.status()).isEqualTo("done");
    assertThat(folder.resolve("models/stopped/model.zip")).isNotEmptyFile();
    assertThat(folder.resolve("models/stopped/model.onnx")).doesNotExist();
    assertThat(resumed.details())
        .containsEntry("resumed_after_round", 1)
        .containsEntry("resumed_in_epoch", 1);
  }

  @Test
  void planSaysWhatItWouldCostAndWritesNothing() {
    JobPlan plan = new TrainJob().plan(SPARK, options("planned"));
    assertThat(plan.notes().get(0)).contains("43 images of 8x8x1, 12 for validation");
    assertThat(plan.notes().get(1))
        .matches("beside its heap each executor needs about .* \\(train.minibatch is 8\\)");
    assertThat(plan.reads()).singleElement().extracting(JobPlan.Place::name).isEqualTo("images");
    assertThat(Files.exists(folder.resolve("models/planned"))).isFalse();
    assertThat(Files.exists(folder.resolve("checkpoints/planned"))).isFalse();
    assertThatThrownBy(() -> new TrainJob().plan(SPARK, options("planned", "train.workers=3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train.workers is 3");
  }

  @Test
  void aPlanReadsTheSameEverywhere() {
    List<String> here = new TrainJob().plan(SPARK, options("planned")).notes();
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(new TrainJob().plan(SPARK, options("planned")).notes()).isEqualTo(here);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static JobResult run(String model, Run run, String... more) {
    return new TrainJob().run(SPARK, options(model, more), run);
  }

  private static PipelineOptions options(String model, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "output.path=" + output,
                "data.id=" + ImagesFixture.DATA_ID,
                "model.id=" + model,
                "model.kind=conv-vae",
                "model.latent=2",
                "model.channels=[4]",
                "train.minibatch=8",
                "train.epochs=1"));
    all.addAll(List.of(more));
    return Options.of(PipelineOptions.class, all.toArray(String[]::new));
  }
}
