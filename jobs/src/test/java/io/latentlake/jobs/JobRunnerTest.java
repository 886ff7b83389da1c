package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import io.latentlake.model.NativeMemory;
import io.latentlake.progress.Progress;
import io.latentlake.table.InvalidTableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunnerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> said = new ArrayList<>();
  private Path output;

  /** What a job does, for a test to fill in. */
  private interface Work {
    JobResult run(SparkSession spark, Run run) throws Exception;
  }

  @BeforeAll
  static void shareTheSession() {
    LocalSpark.session();
  }

  @BeforeEach
  void chooseTheOutput() {
    output = folder.resolve("out");
  }

  @Test
  void theLastLineIsTheResultAndIsWrittenBesideTheOutput() throws IOException {
    int status =
        call(
            JobPlan.empty(),
            (spark, run) ->
                JobResult.of(run)
                    .read("images", 5)
                    .wrote("scores", 4, "file:/lake/scores")
                    .at("model", "file:/lake/model")
                    .detail("data_fingerprint", "abc"));

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .startsWith("scores: 4 rows in file:/lake/scores", "model: file:/lake/model")
        .hasSize(3);
    JsonNode told = lastLine();
    assertThat(told.fieldNames())
        .toIterable()
        .containsExactly(
            "command",
            "run_id",
            "status",
            "rows_read",
            "rows_written",
            "where",
            "seconds",
            "details");
    assertThat(told.get("command").asText()).isEqualTo("probe");
    assertThat(told.get("status").asText()).isEqualTo("done");
    assertThat(told.at("/rows_read/images").asLong()).isEqualTo(5);
    assertThat(told.at("/rows_written/scores").asLong()).isEqualTo(4);
    assertThat(told.at("/where/model").asText()).isEqualTo("file:/lake/model");
    assertThat(JSON.readTree(output.resolve("_run.json").toFile())).isEqualTo(told);

    JsonNode manifest =
        JSON.readTree(output.resolve("_runs/" + told.get("run_id").asText() + ".json").toFile());
    assertThat(manifest.at("/options/seed").asText()).isEqualTo("42");
    assertThat(manifest.get("data_fingerprint").asText()).isEqualTo("abc");
  }

  @Test
  void aFailedRunSaysWhyInOneLineAndLeavesNothing() throws IOException {
    Work failing =
        (spark, run) -> {
          throw new IllegalStateException("the disk is full", new IOException("no space left"));
        };

    assertThat(call(JobPlan.empty(), failing)).isEqualTo(1);

    assertThat(err)
        .hasToString("latentlake: probe failed: the disk is full: IOException: no space left\n");
    assertThat(lastLine().get("status").asText()).isEqualTo("failed");
    assertThat(output).doesNotExist();
  }

  @Test
  void aFailureOnAnExecutorIsReportedByItsCause() {
    Work failing =
        (spark, run) -> {
          spark.range(1).javaRDD().foreach(row -> explode());
          return JobResult.of(run);
        };

    assertThat(call(JobPlan.empty(), failing)).isEqualTo(1);

    assertThat(err).hasToString("latentlake: probe failed: image 7 has no pixels\n");
  }

  private static void explode() {
    throw new IllegalStateException("image 7 has no pixels");
  }

  @Test
  void theStackTraceComesOnRequest() {
    Work failing =
        (spark, run) -> {
          throw new IllegalStateException("broken");
        };

    assertThat(call(JobPlan.empty(), failing, "--verbose")).isEqualTo(1);

    assertThat(err.toString()).contains("broken").contains("\tat io.latentlake.jobs.JobRunner");
  }

  @Test
  void passwordsAreNotShown() {
    Work failing =
        (spark, run) -> {
          throw new IllegalStateException("cannot open s3a://KEY:hush@bucket/x");
        };

    call(JobPlan.empty(), failing);

    assertThat(err.toString()).contains("bucket/x").doesNotContain("hush");
    assertThat(out.toString()).doesNotContain("hush");
  }

  @Test
  void impossibleRequestsAreRefusedBeforeAnyWork() {
    for (RuntimeException refusal :
        List.of(
            new IllegalArgumentException("data.path is missing"),
            new InvalidTableException("there is no table images"))) {
      err.getBuffer().setLength(0);

      assertThat(refused(refusal)).isEqualTo(2);

      assertThat(err).hasToString("latentlake: " + refusal.getMessage() + "\n");
      assertThat(output).doesNotExist();
    }
  }

  @Test
  void aFaultOfTheProgramInAPlanIsAFailure() {
    assertThat(refused(new IllegalStateException("bug"))).isEqualTo(1);
  }

  @Test
  void aDryRunSaysWhatWouldBeDone() throws IOException {
    JobPlan plan =
        JobPlan.empty()
            .reads("images", "file:/lake/images")
            .writes("scores", "file:/lake/scores")
            .note("5 images");

    int status =
        call(
            plan,
            (spark, run) -> {
              throw new IllegalStateException("a dry run runs nothing");
            },
            "--dry-run");

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .startsWith(
            "would read images: file:/lake/images",
            "would write scores: file:/lake/scores",
            "5 images");
    assertThat(lastLine().get("status").asText()).isEqualTo("planned");
    assertThat(output).doesNotExist();
  }

  @Test
  void aRunThatWasStoppedSaysSo() throws IOException {
    int status =
        call(
            JobPlan.empty(),
            (spark, run) -> {
              run.stop().request();
              return JobResult.of(run);
            });

    assertThat(status).isZero();
    assertThat(lastLine().get("status").asText()).isEqualTo("stopped");
  }

  @Test
  void theBackendIsReportedAtTheStartAndRecorded() throws IOException {
    int status = call(List.of("backend", "output"), done(), "--set", "backend=auto");

    assertThat(status).isZero();
    assertThat(said).containsExactly("backend: cpu");
    JsonNode manifest =
        JSON.readTree(
            output.resolve("_runs/" + lastLine().get("run_id").asText() + ".json").toFile());
    assertThat(manifest.get("backend").asText()).isEqualTo("cpu");
  }

  @Test
  void anUnavailableBackendIsRefusedBeforeAnyWork() throws IOException {
    int status = call(List.of("backend", "output"), done(), "--set", "backend=cuda");

    assertThat(status).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "latentlake: backend is cuda, but this build has no CUDA; build with `mvn -P cuda"
                + " package`, or set backend to auto or cpu\n");
    assertThat(lastLine().get("status").asText()).isEqualTo("refused");
    assertThat(output).doesNotExist();
  }

  @Test
  void aCommandWithoutNetworkAsksForNoBackend() {
    assertThat(call(List.of("output"), done(), "--set", "backend=cuda")).isZero();
    assertThat(said).isEmpty();
  }

  @Test
  void noRecordNamesTheImagesToForget() throws IOException {
    String id = "patients/anna.png";

    for (String key : List.of("forget.image-ids", "pictures.images")) {
      assertThat(call(List.of("output"), done(), "--set", key + "=" + id)).isZero();

      Path manifest = output.resolve("_runs/" + lastLine().get("run_id").asText() + ".json");
      assertThat(manifest).content().contains(key).doesNotContain(id);
      assertThat(output.resolve("_run.json")).content().doesNotContain(id);
    }
  }

  private static Job done() {
    return new Job() {
      @Override
      public JobPlan plan(SparkSession spark, PipelineOptions options) {
        return JobPlan.empty();
      }

      @Override
      public JobResult run(SparkSession spark, PipelineOptions options, Run run) {
        return JobResult.of(run);
      }
    };
  }

  @Test
  void idsOfLaterRunsSortLater() {
    List<String> ids =
        Stream.generate(() -> Run.start("probe", Progress.NONE).runId()).limit(1000).toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  private int call(JobPlan plan, Work work, String... arguments) {
    return call(
        new Job() {
          @Override
          public JobPlan plan(SparkSession spark, PipelineOptions options) {
            return plan;
          }

          @Override
          public JobResult run(SparkSession spark, PipelineOptions options, Run run)
              throws Exception {
            return work.run(spark, run);
          }
        },
        arguments);
  }

  @Test
  void aContainerThatWouldBeKilledIsRefusedBeforeAnyWork() throws IOException {
    NativeMemoryCheck memory =
        new NativeMemoryCheck(new NativeMemory(100L << 20, 1 << 20), 128, "train.minibatch", 0);
    Job training =
        new Job() {
          @Override
          public JobPlan plan(SparkSession spark, PipelineOptions options) {
            memory.require(ContainerTest.conf("yarn", "spark.executor.memory=4g"), 0);
            return JobPlan.empty();
          }

          @Override
          public JobResult run(SparkSession spark, PipelineOptions options, Run run) {
            throw new IllegalStateException("what was refused never runs");
          }
        };

    assertThat(call(training)).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("latentlake: the executor would be killed: it needs about ")
        .contains("spark.executor.memoryOverhead to at least ");
    assertThat(lastLine().get("status").asText()).isEqualTo("refused");
    assertThat(output).doesNotExist();
  }

  private int refused(RuntimeException refusal) {
    return call(
        new Job() {
          @Override
          public JobPlan plan(SparkSession spark, PipelineOptions options) {
            throw refusal;
          }

          @Override
          public JobResult run(SparkSession spark, PipelineOptions options, Run run) {
            throw new IllegalStateException("what was refused never runs");
          }
        });
  }

  private int call(Job job, String... arguments) {
    return call(List.of("output"), job, arguments);
  }

  private int call(List<String> sections, Job job, String... arguments) {
    Command probe = new Command("probe", () -> job, "Probes.", sections, "");
    Progress progress =
        new Progress() {
          @Override
          public Bar begin(String task, long total, String unit) {
            return NONE.begin(task, total, unit);
          }

          @Override
          public void say(String line) {
            said.add(line);
          }
        };
    JobRunner runner =
        new JobRunner(new PrintWriter(out, true), new PrintWriter(err, true), progress);
    String[] all =
        Stream.concat(Stream.of("--set", "output.path=" + output), Stream.of(arguments))
            .toArray(String[]::new);
    return JobCommand.of(probe, runner).execute(all);
  }

  private JsonNode lastLine() throws IOException {
    List<String> lines = out.toString().lines().toList();
    return JSON.readTree(lines.get(lines.size() - 1));
  }
}
