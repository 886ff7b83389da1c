package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.Pictures;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ForgottenTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images taken in from files, scored, embedded and explained by two models, then forgotten. */
class ForgetJobTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<String> MODELS = List.of("dense-ae", "linear-ae");
  private static final String ODD = "test/odd/3.png";
  private static final String GOOD = "train/good/1.png";
  private static final String BROKEN = "test/odd/broken.png";

  /** Files, and the tables and models made from them. */
  @TempDir private static Path given;

  /** The same tables after two images were forgotten. */
  @TempDir private static Path after;

  /** How those two were forgotten. */
  private static JobResult forgotten;

  @TempDir private Path folder;
  private TableStore store;

  @BeforeAll
  static void makeTables() throws Exception {
    for (int i = 0; i < 6; i++) {
      write("train/good/" + i + ".png", Pictures.png(8, 8, 10 + i));
      write("test/odd/" + i + ".png", Pictures.png(8, 8, 100 + i));
    }
    write("validation/good/0.png", Pictures.png(8, 8, 50));
    write(BROKEN, new byte[0]);
    run(given, "ingest", new IngestJob());
    for (String model : MODELS) {
      TinyModels.trained(model)
          .write(
              SPARK.sparkContext().hadoopConfiguration(),
              ModelPackage.location(given.resolve("out").toString(), model));
      run(given, "score", new ScoreJob(), "model.id=" + model);
    }
    String id = "model.id=" + MODELS.get(0);
    run(given, "embed", new EmbedJob(), id, "embed.neighbours=3", "embed.clusters=2");
    run(given, "explain", new ExplainJob(), id, "explain.rows=all", "explain.methods=residual");
    copy(given.resolve("out"), after.resolve("out"));
    Files.writeString(after.resolve("out/report.html"), "shows " + ODD);
    String drawn = "pictures.images=[" + ODD + ",test/odd/4.png]";
    run(after, "pictures", new PicturesJob(), id, drawn);
    run(after, "pictures", new PicturesJob(), id, drawn, "pictures.path=" + after.resolve("drawn"));
    forgotten =
        run(
            after,
            "forget",
            new ForgetJob(),
            "forget.image-ids=" + ODD + "," + GOOD,
            "pictures.path=" + after.resolve("drawn"));
  }

  @BeforeEach
  void copyTables() throws IOException {
    begin(given);
  }

  /** Begins with the tables in one of the folders that all tests share. */
  private void begin(Path from) throws IOException {
    FileUtil.fullyDelete(folder.resolve("out").toFile());
    copy(from.resolve("out"), folder.resolve("out"));
    store = tables(folder);
  }

  @Test
  void forgottenImagesLeaveEveryTableOfEveryModel() {
    Map<TableKey, List<Row>> before = allRows(given);

    assertThat(forgotten.details().get("rows_removed"))
        .isEqualTo(
            Map.of(
                "images", 2L,
                "scores", 4L,
                "embeddings", 2L,
                "neighbours", neighbours(before, ForgetJobTest::forgotten),
                "clusters", 2L,
                "attributions", 2L));
    assertThat(neighbours(before, row -> forgotten(row) && !gone(row.getString(0))))
        .as("rows of other images that name a forgotten one")
        .isPositive();
    assertThat(forgotten.details()).containsEntry("not_found", 0L);
    assertThat(forgotten.rowsWritten()).containsEntry("images", 11L);
    Map<TableKey, List<Row>> rest = allRows(after);
    assertThat(rest).hasSameSizeAs(before).hasSize(8);
    before.forEach(
        (key, rows) ->
            assertThat(rest.get(key))
                .as(key.toString())
                .isEqualTo(rows.stream().filter(row -> !forgotten(row)).toList()));
  }

  @Test
  void forgottenImagesLeaveTheirPictures() throws IOException {
    assertThat(forgotten.details()).containsEntry("pictures_removed", 2L);
    for (String place : List.of("out/maps/tree/" + MODELS.get(0), "drawn")) {
      try (Stream<Path> files = Files.list(after.resolve(place))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .filteredOn(name -> name.endsWith(".png"))
            .singleElement()
            .asString()
            .startsWith("test_odd_4-");
      }
    }
  }

  private static long neighbours(Map<TableKey, List<Row>> tables, Predicate<Row> rows) {
    return tables.get(NeighboursTable.key("tree", MODELS.get(0))).stream().filter(rows).count();
  }

  private static boolean forgotten(Row row) {
    boolean pair = List.of(row.schema().fieldNames()).contains(NeighboursTable.NEIGHBOUR_ID);
    return gone(row.getString(0)) || pair && gone(row.getAs(NeighboursTable.NEIGHBOUR_ID));
  }

  private static boolean gone(String imageId) {
    return Set.of(ODD, GOOD).contains(imageId);
  }

  @Test
  void filesKeepTheirSplitAndTheirOrder() {
    assertThat(idsByFile(after))
        .containsExactlyInAnyOrderElementsOf(
            idsByFile(given).stream()
                .map(ids -> ids.stream().filter(id -> !Set.of(ODD, GOOD).contains(id)).toList())
                .toList());
    assertThat(tables(after).constants(ImagesTable.key("tree"), List.of(ImagesTable.SPLIT)))
        .contains(Set.of(List.of("train"), List.of("validation"), List.of("test")));
  }

  @Test
  void whatRemainsIsNamedAndTheReportIsRemoved() {
    assertThat(after.resolve("out/report.html")).doesNotExist();
    assertThat(forgotten.details()).containsEntry("report_removed", true);
    assertThat((List<?>) forgotten.details().get("not_forgotten"))
        .first()
        .asString()
        .contains("the source files of the images");
  }

  @Test
  void ingestKeepsThemOutAndCountsThem() throws Exception {
    begin(after);

    JobResult again = run("ingest", new IngestJob(), "data.max-reject-fraction=0.08");

    assertThat(again.rowsRead()).containsEntry("items", 14L);
    assertThat(again.rowsWritten())
        .as("1 of 14 items is faulty, and 2 were forgotten")
        .containsEntry("images", 11L)
        .containsEntry("rejects", 3L);
    assertThat(again.details())
        .containsEntry("rejects_by_reason", Map.of("empty", 1L, "forgotten", 2L))
        .containsEntry("unchanged", 11L);
    assertThat(ids(ImagesTable.key("tree"))).doesNotContain(ODD, GOOD).hasSize(11);
    assertThat(forget(ODD).details())
        .as("the reject is how the item is accounted for")
        .containsEntry("rows_removed", Map.of())
        .containsEntry("already_forgotten", 1L);
  }

  @Test
  void finishedWorkIsNotRepeated() throws Exception {
    begin(after);
    List<String> runs = runFolders();
    // written before the images went, by a report that was not made again
    Files.writeString(folder.resolve("out/report.html"), "<html>");

    JobResult second = forget(ODD + ",no/such.png");

    assertThat(second.details())
        .containsEntry("rows_removed", Map.of())
        .containsEntry("already_forgotten", 1L)
        .containsEntry("not_found", 1L)
        .containsEntry("not_found_ids", List.of("no/such.png"))
        .containsEntry("report_removed", true);
    assertThat((List<?>) second.details().get("not_forgotten")).isNotEmpty();
    assertThat(folder.resolve("out/report.html")).doesNotExist();
    assertThat(runFolders().stream().filter(run -> !run.startsWith("forgotten")))
        .containsExactlyElementsOf(
            runs.stream().filter(run -> !run.startsWith("forgotten")).toList());
    assertThat(store.rows(ForgottenTable.key("tree"))).isEqualTo(3);
    forget(ODD + ",no/such.png");
    assertThat(store.rows(ForgottenTable.key("tree"))).isEqualTo(3);
  }

  @Test
  void aRejectIsForgottenByItsIdOrItsPlace() throws Exception {
    assertThat(forget(BROKEN).details()).containsEntry("rows_removed", Map.of("rejects", 1L));
    assertThat(store.rows(RejectsTable.key("tree"))).isZero();

    begin(given);
    String uri = store.read(RejectsTable.key("tree"), RejectsTable.SCHEMA).first().getString(0);
    assertThat(forget(uri).details()).containsEntry("rows_removed", Map.of("rejects", 1L));
  }

  @Test
  void aRejectOfAManifestIsForgottenByItsId() throws Exception {
    Path manifest = Files.writeString(folder.resolve("manifest.csv"), "path\nno.png\ngood.png\n");
    Files.write(folder.resolve("good.png"), Pictures.png(8, 8, 10));
    String[] listed = {"data.path=" + manifest, "data.id=listed"};
    run("ingest", new IngestJob(), listed);
    assertThat(store.rows(RejectsTable.key("listed"))).isEqualTo(1);

    run("forget", new ForgetJob(), listed[0], listed[1], "forget.image-ids=no.png");

    assertThat(store.rows(RejectsTable.key("listed"))).isZero();
  }

  @Test
  void onlyTheImageSetIsTouchedUnlessEveryOneIsMeant() throws Exception {
    copy(folder.resolve("out/images/data_id=tree"), folder.resolve("out/images/data_id=copy"));

    forget(ODD);
    assertThat(ids(ImagesTable.key("copy"))).contains(ODD);

    Path list = Files.writeString(folder.resolve("ids.txt"), ODD + "\r\n\n" + GOOD + "\n");
    JobResult everywhere =
        run(
            "forget",
            new ForgetJob(),
            "forget.image-ids-file=" + list,
            "forget.every-data-id=true");
    assertThat(everywhere.rowsRead()).isEqualTo(Map.of("image_ids", 2L));
    assertThat(everywhere.details())
        .extractingByKey("rows_removed")
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Long.class))
        .containsEntry("images", 3L);
    assertThat(everywhere.details()).containsEntry("kept_out_of", List.of("copy", "tree"));
    assertThat(ids(ImagesTable.key("copy"))).doesNotContain(ODD, GOOD).hasSize(11);
    assertThat(ids(ImagesTable.key("tree"))).doesNotContain(ODD, GOOD).hasSize(11);
  }

  @Test
  void leftoverRunsAreRemovedAndUnfinishedOnesAreNamed() throws Exception {
    Path images = folder.resolve("out/images/data_id=tree");
    Path old = images.resolve("run_id=20000101T000000000");
    copy(runFolder(images), old);
    Path unfinished = Files.createDirectories(images.resolve("run_id=99990101T000000000"));

    JobResult result = forget("no/such.png");

    assertThat(old).doesNotExist();
    assertThat(unfinished).exists();
    assertThat(result.details()).containsEntry("retired_runs", 1);
    assertThat((List<?>) result.details().get("unfinished_runs"))
        .singleElement()
        .asString()
        .endsWith(unfinished.getFileName().toString());
  }

  @Test
  void thePlanCountsAndChangesNothing() throws Exception {
    List<String> runs = runFolders();

    List<String> notes = new ForgetJob().plan(SPARK, options("forget.image-ids=" + ODD)).notes();

    assertThat(notes)
        .hasSize(7)
        .contains(
            "1 rows of images(data_id=tree) would be removed",
            "1 rows of scores(data_id=tree, model_id=dense-ae) would be removed");
    assertThat(runFolders()).isEqualTo(runs);
  }

  @Test
  void whatCannotWorkIsRefused() {
    ForgetJob job = new ForgetJob();
    assertThatThrownBy(() -> job.plan(SPARK, options()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no image is given; set forget.image-ids");
    assertThatThrownBy(() -> job.plan(SPARK, options("forget.image-ids=a", "data.id=other")))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("no table of image set other; set data.id to one of [tree]");
    assertThatThrownBy(() -> job.plan(SPARK, options("forget.image-ids-file=/no/such")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("forget.image-ids-file is /no/such, which does not exist");
  }

  private JobResult forget(String ids) throws Exception {
    return run("forget", new ForgetJob(), "forget.image-ids=" + ids);
  }

  private JobResult run(String command, Job job, String... more) throws Exception {
    return run(folder, command, job, more);
  }

  private static JobResult run(Path to, String command, Job job, String... more) throws Exception {
    PipelineOptions options = options(to, more);
    job.plan(SPARK, options);
    return job.run(SPARK, options, Run.start(command, Progress.NONE));
  }

  private PipelineOptions options(String... more) {
    return options(folder, more);
  }

  private static PipelineOptions options(Path to, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.id=tree",
                "data.path=" + given.resolve("in"),
                "output.path=" + to.resolve("out")));
    all.addAll(Arrays.asList(more));
    return Options.of(PipelineOptions.class, all.toArray(String[]::new));
  }

  private static void write(String name, byte[] content) throws IOException {
    Path file = given.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** The rows of every run, without the run's id, sorted by image. */
  private static Map<TableKey, List<Row>> allRows(Path from) {
    TableStore store = tables(from);
    Map<TableKey, List<Row>> rows = new LinkedHashMap<>();
    Map<String, StructType> tables =
        Map.of(
            ImagesTable.NAME, ImagesTable.SCHEMA,
            RejectsTable.NAME, RejectsTable.SCHEMA,
            ScoresTable.NAME, ScoresTable.SCHEMA,
            EmbeddingsTable.NAME, EmbeddingsTable.SCHEMA,
            NeighboursTable.NAME, NeighboursTable.SCHEMA,
            ClustersTable.NAME, ClustersTable.SCHEMA,
            AttributionsTable.NAME, AttributionsTable.SCHEMA);
    tables.forEach(
        (table, schema) -> {
          for (TableKey key : store.keys(TableKey.of(table))) {
            rows.put(
                key,
                store
                    .read(key, schema)
                    .drop("run_id")
                    .orderBy(schema.fieldNames()[0], schema.fieldNames()[1])
                    .collectAsList());
          }
        });
    return rows;
  }

  private List<String> ids(TableKey images) {
    return store.read(images, ImagesTable.SCHEMA).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** The images of each file, in its order. */
  private static List<List<String>> idsByFile(Path from) {
    Dataset<Row> images =
        tables(from)
            .read(ImagesTable.key("tree"), ImagesTable.SCHEMA)
            .select(col(ImagesTable.IMAGE_ID), input_file_name());
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (Row row : images.collectAsList()) {
      files.computeIfAbsent(row.getString(1), file -> new ArrayList<>()).add(row.getString(0));
    }
    return List.copyOf(files.values());
  }

  private static TableStore tables(Path folder) {
    return new TableStore(SPARK, folder.resolve("out").toString());
  }

  private Path runFolder(Path parent) throws IOException {
    try (var entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.createDirectories(to.getParent());
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private List<String> runFolders() throws IOException {
    Path out = folder.resolve("out");
    try (var paths = Files.walk(out)) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith("run_id="))
          .map(path -> out.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
