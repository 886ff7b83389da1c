package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import io.latentlake.StartedProcesses;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands themselves as steps, on two dozen images and a network of a few units. */
class PipelineOfImagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void aDryRunNeedsNothingThatAnEarlierStepWouldMake() throws IOException {
    JsonNode planned = call("pipeline", "--dry-run", "steps=generate,ingest,train");

    assertThat(planned.at("/details/notes"))
        .extracting(JsonNode::asText)
        .contains("ingest runs because generate ran", "train runs because ingest ran");
    assertThat(folder).isEmptyDirectory();
    call("generate");
    assertThat(call("pipeline", "--dry-run", "steps=ingest").at("/details/notes"))
        .extracting(JsonNode::asText)
        .anyMatch(note -> note.startsWith("train  16 images"));
  }

  @Test
  void onlyWhatChangedRunsAgainAndNoStepStartsProcessesForFiles() throws Exception {
    List<String> started =
        StartedProcesses.during(
            () -> assertThat(ran()).containsExactly("generate", "ingest", "train", "score"));
    assertThat(started).noneMatch(command -> command.contains(folder.toString()));
    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    long images = store.read(ImagesTable.key("default"), ImagesTable.SCHEMA).count();
    assertThat(images).isEqualTo(28);
    assertThat(store.read(ScoresTable.key("default", "model"), ScoresTable.SCHEMA).count())
        .isEqualTo(images);

    assertThat(StartedProcesses.during(() -> assertThat(ran()).isEmpty())).isEmpty();

    assertThat(ran("score.minibatch=5")).containsExactly("score");

    FileUtil.fullyDelete(folder.resolve("out/scores").toFile());
    assertThat(ran("score.minibatch=5")).containsExactly("score");

    touchOneImage();
    assertThat(ran("score.minibatch=5", "steps=ingest,train,score"))
        .containsExactly("ingest", "train", "score");
    assertThat(ran("score.minibatch=5", "steps=ingest,train,score")).isEmpty();
  }

  @Test
  void filesThatAManifestNamesAreCheckedUnlessItStatesTheirLengths() throws Exception {
    ran("steps=generate");
    Path manifest = Files.createDirectories(folder.resolve("list")).resolve("manifest.csv");
    StringBuilder lines = new StringBuilder("path,bytes\n");
    try (Stream<Path> files = Files.walk(folder.resolve("tiles"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".png")).toList()) {
        lines.append(file).append(',').append(Files.size(file)).append('\n');
      }
    }
    Files.writeString(manifest, lines);
    String[] looked = {"steps=ingest", "data.path=" + manifest};
    String[] told = {"steps=ingest", "data.path=" + manifest, "data.bytes-column=bytes"};

    assertThat(ran(looked)).containsExactly("ingest");
    assertThat(ran(looked)).isEmpty();
    touchOneImage();
    assertThat(ran(looked)).containsExactly("ingest");
    assertThat(ran(looked)).isEmpty();

    assertThat(ran(told)).containsExactly("ingest");
    touchOneImage();
    assertThat(ran(told)).isEmpty();
    Files.writeString(manifest, lines.toString().replaceFirst("\n[^\n]*\n$", "\n"));
    assertThat(ran(told)).containsExactly("ingest");
  }

  @Test
  void filesThatATableNamesInsteadOfHoldingThemAreChecked() throws Exception {
    ran("steps=generate");
    String table = folder.resolve("table").toString();
    String image;
    try (Stream<Path> files = Files.walk(folder.resolve("tiles"))) {
      image =
          files
              .filter(path -> path.toString().endsWith(".png"))
              .sorted()
              .findFirst()
              .get()
              .toString();
    }
    LocalSpark.session()
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", "*.png")
        .load(folder.resolve("tiles").toString())
        .selectExpr(
            "named_struct('bytes', if(endswith(path, '"
                + image
                + "'), null, content), 'path', path)"
                + " as image")
        .write()
        .parquet(table);
    String[] ingest = {"steps=ingest", "data.path=" + table};

    assertThat(ran(ingest)).containsExactly("ingest");
    assertThat(ran(ingest)).isEmpty();
    touchOneImage();
    assertThat(ran(ingest)).containsExactly("ingest");
    assertThat(ran(ingest)).isEmpty();
  }

  @Test
  void forgettingRepeatsOnlyTheMetricsAndTheSearchForNeighbours() throws Exception {
    String steps = "steps=ingest,train,score,embed,evaluate";
    String neighbours = "embed.neighbours=2";
    ran("steps=generate");
    assertThat(ran(steps)).containsExactly("ingest", "train", "score", "embed", "evaluate");
    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    TableKey scores = ScoresTable.key("default", "model");
    String forgotten =
        store.read(scores, ScoresTable.SCHEMA).orderBy("image_id").first().getString(0);

    assertThat(call("forget", "forget.image-ids=" + forgotten).at("/rows_written/scores").asLong())
        .isEqualTo(27);
    assertThat(ran(steps)).containsExactly("evaluate");
    assertThat(ran(steps, neighbours)).containsExactly("embed", "evaluate");
    assertThat(ran(steps, neighbours)).isEmpty();
    assertThat(store.rows(scores)).isEqualTo(27);
    assertThat(textsThatContain(forgotten)).isEmpty();

    String another =
        store.read(scores, ScoresTable.SCHEMA).orderBy("image_id").first().getString(0);
    call("forget", "forget.image-ids=" + another);
    assertThat(ran(steps, neighbours)).containsExactly("embed", "evaluate");
    assertThat(store.rows(NeighboursTable.key("default", "model"))).isEqualTo(26 * 2);

    String third = store.read(scores, ScoresTable.SCHEMA).orderBy("image_id").first().getString(0);
    call("forget", "forget.image-ids=" + third, "forget.retrain=true");
    assertThat(ran(steps, neighbours)).containsExactly("train", "score", "embed", "evaluate");
  }

  /** Files other than those of tables that name an image. */
  private List<Path> textsThatContain(String imageId) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(imageId)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private void touchOneImage() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("tiles"))) {
      Path image =
          files.filter(path -> path.toString().endsWith(".png")).sorted().findFirst().orElseThrow();
      FileTime time = Files.getLastModifiedTime(image);
      Files.setLastModifiedTime(image, FileTime.fromMillis(time.toMillis() + 60_000));
    }
  }

  /** The steps that ran. */
  private List<String> ran(String... more) throws IOException {
    List<String> assignments = new ArrayList<>(List.of("steps=generate,ingest,train,score"));
    assignments.addAll(List.of(more));
    List<String> ran = new ArrayList<>();
    for (JsonNode step :
        call("pipeline", assignments.toArray(String[]::new)).at("/details/steps")) {
      if (step.get("ran").asBoolean()) {
        ran.add(step.get("step").asText());
      }
    }
    return ran;
  }

  /** The JSON that a command ends with. */
  private JsonNode call(String command, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    List<String> assignments =
        new ArrayList<>(
            List.of(
                "output.path=" + folder.resolve("out"),
                "generate.path=" + folder.resolve("tiles"),
                "generate.replace=true",
                "generate.size=16",
                "generate.train=16",
                "generate.test=4",
                "generate.defects=2",
                "data.path=" + folder.resolve("tiles"),
                "model.kind=dense-ae",
                "model.hidden=8",
                "model.latent=2",
                "train.epochs=1",
                "train.minibatch=4"));
    for (String each : more) {
      (each.startsWith("--") ? arguments : assignments).add(each);
    }
    assignments.forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    LocalSpark.session();
    int status =
        LatentLake.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Progress.NONE,
            arguments.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
    List<String> lines = out.toString().lines().toList();
    return JSON.readTree(lines.get(lines.size() - 1));
  }
}
