package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.progress.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

class RunLabelsTest {
  private static final SparkContext SPARK = LocalSpark.session().sparkContext();

  @TempDir private Path folder;

  @Test
  void everyJobOfAPipelineSaysWhatItDoesAndNothingIsLeftBehind() throws Exception {
    Recorder recorder = new Recorder();
    SPARK.addSparkListener(recorder);
    try {
      pipeline();
      SPARK.listenerBus().waitUntilEmpty();
    } finally {
      SPARK.removeSparkListener(recorder);
    }

    assertThat(recorder.descriptions)
        .isNotEmpty()
        .allSatisfy(description -> assertThat(description).startsWith("latentlake "))
        .contains(
            "latentlake generate: drawing 20 images",
            "latentlake ingest: listing the items",
            "latentlake ingest: decoding 20 items",
            "latentlake ingest: writing tables images and rejects",
            "latentlake train: epoch 2 of 2, averaging round 1 of 1",
            "latentlake train: epoch 2 of 2, loss of the validation images",
            "latentlake train: scores of the validation images, for the threshold",
            "latentlake score: 20 images with model model",
            "latentlake score: counting the anomalies",
            "latentlake embed: 20 images with model model",
            "latentlake explain: selecting the images",
            "latentlake explain: occlusion of reconstruction_error, 3 images with model model",
            "latentlake evaluate: rankings",
            "latentlake sample: spread of the latent units",
            "latentlake report: reading the tables");
    // A run for each of the nine steps
    assertThat(recorder.groups).hasSizeGreaterThanOrEqualTo(9).doesNotContainNull();
    assertThat(SPARK.getLocalProperty("spark.job.description")).isNull();
    assertThat(SPARK.getLocalProperty("spark.jobGroup.id")).isNull();
    assertThat(SPARK.getLocalProperty("mdc.run_id")).isNull();
    assertThat(MDC.get("mdc.run_id")).isNull();
  }

  @Test
  void linesOfTasksNameTheRunAndAnInnerRunRestoresThem() {
    PipelineOptions options = Options.of(PipelineOptions.class, "data.id=monday");
    Run outer = Run.start("pipeline", Progress.NONE);
    Run inner = Run.start("score", Progress.NONE);
    List<String> seen =
        new RunLabels(SPARK, outer, options)
            .during(
                () -> {
                  List<String> lines = new ArrayList<>(linesOfTask());
                  lines.addAll(new RunLabels(SPARK, inner, options).during(this::linesOfTask));
                  lines.addAll(linesOfTask());
                  return lines;
                });

    String ofOuter = outer.runId() + " pipeline monday model";
    assertThat(seen).containsExactly(ofOuter, inner.runId() + " score monday model", ofOuter);
  }

  private List<String> linesOfTask() {
    return new JavaSparkContext(SPARK)
        .parallelize(List.of(1), 1)
        .map(
            one ->
                String.join(
                    " ",
                    MDC.get("mdc.run_id"),
                    MDC.get("mdc.command"),
                    MDC.get("mdc.data_id"),
                    MDC.get("mdc.model_id")))
        .collect();
  }

  private void pipeline() {
    List<String> arguments = new ArrayList<>(List.of("pipeline"));
    for (String setting :
        List.of(
            "output.path=" + folder.resolve("out"),
            "generate.path=" + folder.resolve("tiles"),
            "steps=generate,ingest,train,score,embed,explain,evaluate,sample,report",
            "generate.size=16",
            "generate.train=12",
            "generate.test=4",
            "generate.defects=1",
            "data.path=" + folder.resolve("tiles"),
            "data.validation-fraction=0.3",
            "model.kind=dense-ae",
            "model.hidden=8",
            "model.latent=2",
            "explain.methods=occlusion",
            "explain.count=3",
            "train.epochs=2",
            "train.minibatch=16")) {
      arguments.addAll(List.of("--set", setting));
    }
    StringWriter err = new StringWriter();
    int status =
        LatentLake.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            Progress.NONE,
            arguments.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
  }

  /** Notes what jobs are called, on the one thread that tells listeners. */
  private static final class Recorder extends SparkListener {
    private final Set<String> descriptions = new LinkedHashSet<>();
    private final Set<String> groups = new LinkedHashSet<>();

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      Properties properties = job.properties();
      descriptions.add(properties.getProperty("spark.job.description", "none"));
      groups.add(properties.getProperty("spark.jobGroup.id"));
    }
  }
}
