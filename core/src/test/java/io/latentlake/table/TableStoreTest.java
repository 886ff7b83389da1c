package io.latentlake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableStoreTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("image_id", DataTypes.StringType)
          .add("reconstruction_error", DataTypes.DoubleType);
  private static final TableKey KEY =
      TableKey.of("scores").with("data_id", "monday").with("model_id", "vae 1/β=4");

  /** What happens while rows are computed. */
  private static final AtomicReference<Callable<?>> MEANWHILE = new AtomicReference<>();

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;
  private TableStore store;

  @BeforeEach
  void open() {
    store = new TableStore(spark, root.toUri().toString());
  }

  @Test
  void whatIsWrittenReadsBackWithItsKey() {
    WrittenRun run = store.write(rows("a", "b", "c"), KEY, "r1");

    assertThat(run.rows()).isEqualTo(3);
    List<Row> read = store.read(KEY, SCHEMA).orderBy("image_id").collectAsList();
    assertThat(read).hasSize(3);
    Row first = read.get(0);
    assertThat(first.<String>getAs("image_id")).isEqualTo("a");
    assertThat(first.<String>getAs("data_id")).isEqualTo("monday");
    assertThat(first.<String>getAs("model_id")).isEqualTo("vae 1/β=4");
    assertThat(first.<String>getAs("run_id")).isEqualTo("r1");
  }

  @Test
  void rowsAndConstantsAreKnownWithoutReadingRows() {
    store.write(rows("a", "b", "c").coalesce(1), KEY, "r1");
    store.write(rows("d", "d").coalesce(1), KEY, "r2");

    assertThat(store.rows(KEY)).isEqualTo(2);
    assertThat(store.constants(KEY, List.of("image_id"))).contains(Set.of(List.of("d")));
  }

  @Test
  void aColumnThatVariesIsNoConstant() {
    store.write(rows("a", "b").coalesce(1), KEY, "r1");

    assertThat(store.constants(KEY, List.of("image_id"))).isEmpty();
    assertThat(store.rows(TableKey.of("absent"))).isZero();
  }

  @Test
  void tablesWrittenTogetherShowTogetherOrNotAtAll() {
    TableKey other = TableKey.of("rejects").with("data_id", "monday");
    store.writeTogether(
        List.of(
            new TableWrite(rows("a"), KEY, Map.of()), new TableWrite(rows("b"), other, Map.of())),
        "r1");
    Dataset<Row> failing = rows("c").selectExpr("image_id", "raise_error('broken') as nothing");
    assertThatThrownBy(
            () ->
                store.writeTogether(
                    List.of(
                        new TableWrite(rows("c", "d"), KEY, Map.of()),
                        new TableWrite(failing, TableKey.of("new"), Map.of())),
                    "r2"))
        .hasStackTraceContaining("broken");
    assertThat(store.read(KEY, SCHEMA).count()).isEqualTo(1);
    assertThat(store.read(other, SCHEMA).count()).isEqualTo(1);
    assertThat(root.resolve("scores/data_id=monday/model_id=vae 1%2Fβ%3D4/run_id=r2"))
        .doesNotExist();
    assertThat(store.exists(TableKey.of("new"))).isFalse();
  }

  @Test
  void aPathWithoutASchemeIsBelowTheWorkingFolder() {
    TableStore relative =
        new TableStore(spark, Path.of("").toAbsolutePath().relativize(root).toString());

    relative.write(rows("a"), KEY, "r1");

    assertThat(ids(relative.read(KEY, SCHEMA))).containsExactly("a");
    assertThat(ids(store.read(KEY, SCHEMA))).containsExactly("a");
  }

  @Test
  void aRerunReplacesItsOwnKeyOnly() throws IOException {
    TableKey tuesday = TableKey.of("scores").with("data_id", "tuesday").with("model_id", "vae");
    store.write(rows("a", "b"), KEY, "r1");
    store.write(rows("x"), tuesday, "r1");
    store.write(rows("c"), KEY, "r2");

    assertThat(ids(store.read(TableKey.of("scores"), SCHEMA))).containsExactly("c", "x");
    assertThat(runFolders()).hasSize(2);
  }

  @Test
  void aByteThatStorageHasChangedIsNoticed() throws IOException {
    store.write(rows("a", "b", "c").coalesce(1), KEY, "r1");
    Path part;
    try (Stream<Path> files = Files.walk(root)) {
      part = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(part);
    // Hadoop's own checksum beside the file would notice, too; HDFS and S3 have none like it
    Files.delete(part.resolveSibling("." + part.getFileName() + ".crc"));
    int noticed = 0;
    // Behind the four bytes that every Parquet file begins with, the page of the first column
    for (int at = 4; at < 4 + 40; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      Files.write(part, damaged);
      spark.catalog().refreshByPath(part.toString());
      try {
        assertThat(ids(store.read(KEY, SCHEMA))).containsExactly("a", "b", "c");
      } catch (Exception e) {
        // Scala does not declare what it throws
        noticed++;
      }
    }
    assertThat(noticed).isPositive();
  }

  @Test
  void aFailedRunIsInvisibleAndKeepsThePreviousOne() throws IOException {
    store.write(rows("a"), KEY, "r1");
    // one task: another that still runs could write after the run has been cleared away
    Dataset<Row> failing =
        rows("b", "c")
            .coalesce(1)
            .map(
                (MapFunction<Row, Row>)
                    row -> {
                      throw new IllegalStateException("on purpose");
                    },
                Encoders.row(SCHEMA));

    assertThatThrownBy(() -> store.write(failing, KEY, "r2")).hasStackTraceContaining("on purpose");
    assertThat(ids(store.read(KEY, SCHEMA))).containsExactly("a");
    assertThat(runFolders()).hasSize(1);
  }

  @Test
  void aRunWithAnUnexpectedNumberOfRowsIsNotCommitted() throws IOException {
    store.write(rows("a"), KEY, "r1");
    List<TableWrite> two = List.of(new TableWrite(rows("b", "c"), KEY, Map.of()));

    assertThatThrownBy(() -> store.writeTogether(two, "r2", CommitCondition.NONE.rows(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 items gave 2 rows (2 of scores)");
    assertThat(ids(store.read(KEY, SCHEMA))).containsExactly("a");
    assertThat(runFolders()).hasSize(1);
  }

  @Test
  void aRunIsNotCommittedIfItsInputWasReplacedBefore() throws IOException {
    TableKey images = TableKey.of("images").with("data_id", "monday");
    store.write(rows("a"), images, "r1");
    CommitCondition unchanged = store.unchanged(images, TableKey.of("forgotten"));
    store.write(rows("b"), images, "r2");

    assertThatThrownBy(
            () ->
                store.writeTogether(
                    List.of(new TableWrite(rows("a"), KEY, Map.of())), "r3", unchanged))
        .isInstanceOf(ConcurrentRunException.class)
        .hasMessageContaining("images(data_id=monday) was written while run r3 was using");
    assertThat(store.exists(KEY)).isFalse();
  }

  @Test
  void aRunIsNotCommittedIfItsInputIsReplacedMeanwhile() throws IOException {
    TableKey list = TableKey.of("forgotten").with("data_id", "monday");
    Path written = local(store.write(rows("a"), list, "r2"));
    Path aside = Files.move(written, root.resolve("aside"));
    CommitCondition nothingYet = store.unchanged(list);

    assertThatThrownBy(
            () ->
                store.writeTogether(
                    List.of(
                        new TableWrite(rowsThat(() -> Files.move(aside, written)), KEY, Map.of())),
                    "r1",
                    nothingYet))
        .isInstanceOf(ConcurrentRunException.class)
        .hasMessageContaining("forgotten(data_id=monday) was written while run");
    assertThat(store.exists(KEY)).isFalse();
  }

  @Test
  void aRunIsNotCommittedIfAnotherWroteBesideIt() throws IOException {
    Path other = local(store.write(rows("a"), KEY, "r1")).resolveSibling("run_id=r2");

    assertThatThrownBy(() -> store.write(rowsThat(() -> Files.createDirectories(other)), KEY, "r3"))
        .isInstanceOf(ConcurrentRunException.class)
        .hasMessageContaining("another run wrote beside run r3");
    assertThat(ids(store.read(KEY, SCHEMA))).containsExactly("a");
  }

  /** Rows that come with something that happens meanwhile. */
  private Dataset<Row> rowsThat(Callable<?> happens) {
    MEANWHILE.set(happens);
    return rows("b")
        .map(
            (MapFunction<Row, Row>)
                row -> {
                  MEANWHILE.get().call();
                  return row;
                },
            Encoders.row(SCHEMA));
  }

  @Test
  void leftoverRunsStayWhileAnotherRunIsWriting() throws IOException {
    Path old = local(store.write(rows("a"), KEY, "r2")).resolveSibling("run_id=r1");
    Files.createDirectories(old);
    FileSystem files = FileSystem.getLocal(spark.sparkContext().hadoopConfiguration());
    org.apache.hadoop.fs.Path folder =
        new org.apache.hadoop.fs.Path(old.getParent().toUri().getPath());

    try (WriteLease writing = WriteLease.take(files, List.of(folder), "r0")) {
      assertThat(store.retireSuperseded(KEY, "r3")).isZero();
      writing.requireHeld();
      assertThat(old).exists();
    }
    assertThat(store.retireSuperseded(KEY, "r3")).isEqualTo(1);
    assertThat(old).doesNotExist();
  }

  @Test
  void whatCannotBeRemovedDoesNotCountAsRemoved() throws IOException {
    org.apache.hadoop.fs.Path run =
        new org.apache.hadoop.fs.Path(store.write(rows("a"), KEY, "r1").uri());
    try (FileSystem stubborn =
        new LocalFileSystem() {
          @Override
          public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) {
            return false;
          }
        }) {
      stubborn.initialize(URI.create("file:///"), spark.sparkContext().hadoopConfiguration());
      assertThatThrownBy(() -> RunWriter.remove(stubborn, run))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be removed");
    }
  }

  @Test
  void aRunWithoutItsMarkerIsNotSeen() throws IOException {
    WrittenRun run = store.write(rows("a"), KEY, "r1");
    Files.delete(local(run).resolve(CommitMarker.FILE));

    assertThat(store.exists(KEY)).isFalse();
    assertThatThrownBy(() -> store.read(KEY, SCHEMA))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("scores(data_id=monday")
        .hasMessageContaining("has to run first");
  }

  @Test
  void ofTwoCommittedRunsTheNewerIsRead() throws IOException {
    WrittenRun first = store.write(rows("a"), KEY, "r1");
    Path kept = local(first);
    Path aside = root.resolve("aside");
    Files.move(kept, aside);
    store.write(rows("b"), KEY, "r2");
    Files.move(aside, kept);

    assertThat(ids(store.read(KEY, SCHEMA))).containsExactly("b");
    assertThat(store.latest(KEY).orElseThrow().runId()).isEqualTo("r2");
  }

  @Test
  void aColumnAddedLaterReadsAsNullFromAnOlderRun() {
    store.write(rows("a"), KEY, "r1");

    Row row = store.read(KEY, SCHEMA.add("kl_nats", DataTypes.DoubleType)).first();

    assertThat(row.isNullAt(row.fieldIndex("kl_nats"))).isTrue();
  }

  @Test
  void keysAreThoseOfTheFolders() {
    TableKey tuesday = TableKey.of("scores").with("data_id", "tuesday").with("model_id", "vae");
    store.write(rows("a"), KEY, "r1");
    store.write(rows("b"), tuesday, "r1");

    assertThat(store.keys(TableKey.of("scores"))).containsExactly(KEY, tuesday);
    assertThat(store.keys(TableKey.of("scores").with("data_id", "tuesday")))
        .containsExactly(tuesday);
    assertThat(store.keys(TableKey.of("absent"))).isEmpty();
  }

  @Test
  void rowsOfSomeValuesComeFromTheFilesThatHoldThem() {
    Dataset<Row> spread = rows("a", "b", "c", "d").repartitionByRange(4, functions.col("image_id"));
    store.write(spread, KEY, "r1");
    assertThat(store.read(KEY, SCHEMA).inputFiles()).hasSize(4);

    Dataset<Row> read = store.read(KEY, SCHEMA, "image_id", rows("b", "x").select("image_id"));

    assertThat(read.inputFiles()).hasSize(1);
    assertThat(ids(read)).containsExactly("b");
    assertThat(ids(store.read(KEY, SCHEMA, "image_id", rows("x").select("image_id")))).isEmpty();
  }

  @Test
  void aRunIsReusedOnlyIfItsInputsAreTheSame() {
    store.write(rows("a"), KEY, "r1");
    assertThat(store.readMadeFrom(KEY, SCHEMA, "model 1")).isEmpty();

    store.writeTogether(List.of(new TableWrite(rows("b"), KEY, Map.of(), "model 1")), "r2");

    assertThat(store.readMadeFrom(KEY, SCHEMA, "model 2")).isEmpty();
    Dataset<Row> same = store.readMadeFrom(KEY, SCHEMA, "model 1").orElseThrow();
    assertThat(same.columns()).containsExactly(SCHEMA.fieldNames());
    assertThat(ids(same)).containsExactly("b");
  }

  @Test
  void aTableOfAnotherSchemaIsRefused() {
    store.write(rows("a"), KEY, "r1");
    StructType other = new StructType().add("image_id", DataTypes.LongType);

    assertThatThrownBy(() -> store.requireReplaceable(KEY, other))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("column image_id is string, expected bigint");
    assertThatThrownBy(() -> store.read(KEY, other)).isInstanceOf(InvalidTableException.class);
  }

  @Test
  void aForeignFileInTheWayIsRefused() throws IOException {
    Files.createDirectories(root.resolve("scores"));
    Files.writeString(root.resolve("scores/part-0.parquet"), "not ours");

    assertThatThrownBy(() -> store.write(rows("a"), KEY, "r1"))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("part-0.parquet is in the way");
  }

  private static Path local(WrittenRun run) {
    return Path.of(new org.apache.hadoop.fs.Path(run.uri()).toUri().getPath());
  }

  private Dataset<Row> rows(String... ids) {
    return spark.createDataFrame(
        Stream.of(ids).map(id -> org.apache.spark.sql.RowFactory.create(id, 1.5)).toList(), SCHEMA);
  }

  private static List<String> ids(Dataset<Row> rows) {
    return rows.select("image_id").as(Encoders.STRING()).collectAsList().stream().sorted().toList();
  }

  private List<Path> runFolders() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(p -> p.getFileName().toString().startsWith("run_id=")).toList();
    }
  }
}
