package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three steps that count letters: ingest joins files, train and score each write a number. */
class PipelineJobTest {
  @TempDir private Path folder;

  private Path data;
  private Path output;
  private String code = "code 1";

  @BeforeEach
  void writeTheData() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    output = folder.resolve("out");
    Files.writeString(Files.createDirectories(data.resolve("a")).resolve("1.txt"), "one");
    Files.writeString(data.resolve("2.txt"), "two");
  }

  @Test
  void theFirstRunRunsEverything() throws Exception {
    assertThat(run())
        .containsExactly(
            "ingest: runs because there is no record of an earlier run",
            "train: runs because ingest ran",
            "score: runs because ingest, train ran");
    assertThat(output.resolve("score.txt")).hasContent("6 letters, 0 draws");
  }

  @Test
  void nothingRunsWhenNothingHasChanged() throws Exception {
    run();
    assertThat(run()).isEmpty();
    assertThat(run("train.resume=true")).isEmpty();
    assertThat(run("report.title=Another")).isEmpty();
  }

  @Test
  void aSkippedStepStillSaysWhatThereIs() throws Exception {
    JobResult first = result();
    JobResult second = result();

    assertThat(second.where()).isEqualTo(first.where()).containsKeys("joined", "score");
    assertThat(second.rowsWritten()).isEqualTo(first.rowsWritten()).containsEntry("score", 6L);
  }

  @Test
  void oneFileMoreRunsEverything() throws Exception {
    run();
    Files.writeString(data.resolve("a/3.txt"), "three");

    assertThat(run())
        .containsExactly(
            "ingest: runs because files has 3 files instead of 2",
            "train: runs because ingest ran",
            "score: runs because ingest, train ran");
    assertThat(output.resolve("score.txt")).hasContent("11 letters, 0 draws");
  }

  @Test
  void anotherNameRunsEverything() throws Exception {
    run();
    FileTime time = Files.getLastModifiedTime(data.resolve("2.txt"));
    Files.move(data.resolve("2.txt"), data.resolve("3.txt"));
    Files.setLastModifiedTime(data.resolve("3.txt"), time);

    assertThat(run()).hasSize(3).first().asString().endsWith("files has other files than before");
  }

  @Test
  void anotherLengthRunsEverything() throws Exception {
    run();
    FileTime time = Files.getLastModifiedTime(data.resolve("2.txt"));
    Files.writeString(data.resolve("2.txt"), "more");
    Files.setLastModifiedTime(data.resolve("2.txt"), time);

    assertThat(run()).hasSize(3).first().asString().endsWith("files has files of another length");
  }

  @Test
  void anotherModificationTimeRunsEverything() throws Exception {
    run();
    FileTime time = Files.getLastModifiedTime(data.resolve("2.txt"));
    Files.setLastModifiedTime(data.resolve("2.txt"), FileTime.fromMillis(time.toMillis() + 60_000));

    assertThat(run()).hasSize(3).first().asString().endsWith("files has files that were modified");
  }

  @Test
  void anOptionRunsTheStepsThatUseItAndThoseAfterThem() throws Exception {
    run();
    assertThat(run("score.draws=3")).containsExactly("score: runs because score.draws was 0, is 3");
    assertThat(run("score.draws=3", "train.epochs=2"))
        .containsExactly(
            "train: runs because train.epochs was 0, is 2", "score: runs because train ran");
    assertThat(run("score.draws=3", "train.epochs=2")).isEmpty();
  }

  @Test
  void otherCodeRunsEverything() throws Exception {
    run();
    code = "code 2";

    assertThat(run()).hasSize(3).first().asString().endsWith("because the code has changed");
    assertThat(run()).isEmpty();
  }

  @Test
  void aMissingResultIsMadeAgain() throws Exception {
    run();
    Files.delete(output.resolve("score.txt"));
    assertThat(run())
        .containsExactly("score: runs because score is no longer what this step wrote");

    Files.delete(output.resolve("model.txt"));
    assertThat(run()).hasSize(2).first().asString().startsWith("train: ");
    assertThat(output.resolve("score.txt")).exists();
  }

  @Test
  void aRecordThatCannotBeReadCountsAsNone() throws Exception {
    run();
    try (Stream<Path> records = Files.walk(output.resolve("_pipeline"))) {
      Path record = records.filter(path -> path.endsWith("score.json")).findFirst().orElseThrow();
      Files.deleteIfExists(record.resolveSibling(".score.json.crc"));
      Files.writeString(record, Files.readString(record).substring(0, 40));
    }

    assertThat(run()).containsExactly("score: runs because there is no record of an earlier run");
  }

  @Test
  void modelsKeepRecordsOfTheirOwn() throws Exception {
    run();
    assertThat(run("model.id=second"))
        .containsExactly(
            "train: runs because there is no record of an earlier run",
            "score: runs because train ran");
    assertThat(run("model.id=second")).isEmpty();
  }

  @Test
  void onlyChosenStepsRun() throws Exception {
    assertThat(run("steps=ingest,train")).hasSize(2);
    assertThat(output.resolve("score.txt")).doesNotExist();
    assertThat(run()).containsExactly("score: runs because there is no record of an earlier run");
  }

  @Test
  void aStepThatFailedRunsAgain() throws Exception {
    run();
    assertThatThrownBy(() -> run("score.draws=13"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("13 draws bring bad luck");

    assertThat(output.resolve("score.txt")).hasContent("6 letters, 0 draws");
    assertThat(run()).hasSize(1).first().asString().startsWith("score: ");
  }

  @Test
  void aStepRefusedAfterEarlierStepsIsNamed() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    JobRunner runner =
        new JobRunner(new PrintWriter(out, true), new PrintWriter(err, true), Progress.NONE);
    Command command =
        new Command("pipeline", this::pipeline, "", List.of("data", "train", "output"), "");

    int status =
        JobCommand.of(command, runner)
            .execute(
                Stream.of(arguments("train.epochs=13"))
                    .flatMap(assignment -> Stream.of("--set", assignment))
                    .toArray(String[]::new));

    assertThat(status).isEqualTo(2);
    assertThat(err).hasToString("latentlake: train is refused: 13 epochs bring bad luck\n");
    assertThat(out.toString()).contains("\"status\":\"refused\"");
    assertThat(output.resolve("joined.txt")).exists();
    assertThat(output.resolve("model.txt")).doesNotExist();
    assertThat(run()).hasSize(2).first().asString().startsWith("train: ");
  }

  @Test
  void aPlanSaysWhatWouldRunAndRunsNothing() throws Exception {
    assertThat(plan())
        .containsExactly(
            "ingest runs because there is no record of an earlier run",
            "ingest: joins files",
            "train runs because ingest ran",
            "score runs because ingest, train ran");
    assertThat(output).doesNotExist();

    run();
    assertThat(plan("score.draws=3"))
        .containsExactly(
            "ingest is skipped: nothing has changed",
            "train is skipped: nothing has changed",
            "score runs because score.draws was 0, is 3");
  }

  /** Listing a million files takes long. What comes between the two is for the next run. */
  @Test
  void planAndRunListFilesOnce() throws Exception {
    run();
    PipelineJob pipeline = pipeline();
    pipeline.plan(spark(), options());
    Files.writeString(data.resolve("3.txt"), "three");

    assertThat(ran(pipeline.run(spark(), options(), Run.start("pipeline", Progress.NONE))))
        .isEmpty();
    assertThat(run()).hasSize(3).first().asString().endsWith("files has 3 files instead of 2");
  }

  private List<String> plan(String... more) {
    return pipeline().plan(spark(), options(more)).notes();
  }

  /** The steps that ran, each with its reason. */
  private List<String> run(String... more) throws Exception {
    return ran(result(more));
  }

  private static List<String> ran(JobResult result) {
    List<String> ran = new ArrayList<>();
    for (Object step : (List<?>) result.details().get("steps")) {
      Map<?, ?> told = (Map<?, ?>) step;
      if (told.get("ran").equals(true)) {
        ran.add(told.get("step") + ": " + told.get("reason"));
      }
    }
    return ran;
  }

  private JobResult result(String... more) throws Exception {
    return pipeline().run(spark(), options(more), Run.start("pipeline", Progress.NONE));
  }

  private PipelineOptions options(String... more) {
    return Options.of(PipelineOptions.class, arguments(more));
  }

  private String[] arguments(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("data.path=" + data, "output.path=" + output, "steps=ingest,train,score"));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private static SparkSession spark() {
    return LocalSpark.session();
  }

  private PipelineJob pipeline() {
    return new PipelineJob(
        List.of(
            step("ingest", new JoinJob(), List.of("data")),
            step("train", new CountJob(), List.of("data.id", "model", "train"), "ingest"),
            step(
                "score",
                new TellJob(),
                List.of("data.id", "model.id", "score"),
                "ingest",
                "train")),
        code);
  }

  private static PipelineStep step(String name, Job job, List<String> sections, String... after) {
    return new PipelineStep(new Command(name, () -> job, "", sections, ""), List.of(after));
  }

  private static Path in(PipelineOptions options, String file) throws IOException {
    Path folder = Files.createDirectories(Path.of(options.output().path()));
    return folder.resolve(file);
  }

  private static final class JoinJob implements Job {
    @Override
    public JobPlan plan(SparkSession spark, PipelineOptions options) {
      return JobPlan.empty()
          .reads("files", options.data().path().orElseThrow())
          .note("joins files");
    }

    @Override
    public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws IOException {
      StringBuilder joined = new StringBuilder();
      try (Stream<Path> files = Files.walk(Path.of(options.data().path().orElseThrow()))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          joined.append(Files.readString(file));
        }
      }
      Path place = Files.writeString(in(options, "joined.txt"), joined);
      return JobResult.of(run).wrote("joined", 1, place.toString());
    }
  }

  private static final class CountJob implements Job {
    @Override
    public JobPlan plan(SparkSession spark, PipelineOptions options) {
      if (options.train().epochs() == 13) {
        throw new IllegalArgumentException("13 epochs bring bad luck");
      }
      return JobPlan.empty().reads("joined", options.output().path() + "/joined.txt");
    }

    @Override
    public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws IOException {
      int letters = Files.readString(in(options, "joined.txt")).length();
      Path place =
          Files.writeString(in(options, options.model().id() + ".txt"), Integer.toString(letters));
      return JobResult.of(run).at("model", place.toString());
    }
  }

  private static final class TellJob implements Job {
    @Override
    public JobPlan plan(SparkSession spark, PipelineOptions options) {
      return JobPlan.empty()
          .reads("model", options.output().path() + "/" + options.model().id() + ".txt");
    }

    @Override
    public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws IOException {
      int draws = options.score().draws();
      if (draws == 13) {
        throw new IllegalStateException("13 draws bring bad luck");
      }
      String letters = Files.readString(in(options, options.model().id() + ".txt"));
      Path place =
          Files.writeString(in(options, "score.txt"), letters + " letters, " + draws + " draws");
      return JobResult.of(run).wrote("score", Long.parseLong(letters), place.toString());
    }
  }
}
