package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.infer.TinyModels;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableDdl;
import io.latentlake.table.TableDefinition;
import io.latentlake.table.TableStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declares real tables to the catalogue of a session, and asks them by name. */
class DdlJobTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  @AfterEach
  void forgetTheTables() {
    SPARK.sql("DROP DATABASE IF EXISTS lake CASCADE");
  }

  @Test
  void declaredTablesAreQueriedByName() throws Exception {
    TableStore store = new TableStore(SPARK, folder.resolve("out").toString());
    store.write(TinyModels.images(SPARK, 4), ImagesTable.key("1/β=4"), "r1");
    store.write(scores("a", "b"), ScoresTable.key("monday", "vae"), "r1");
    SPARK.sql("CREATE DATABASE lake");
    List<String> statements = statements("--dialect", "spark", "--database", "lake");
    assertThat(statements).hasSize(4);
    statements.forEach(SPARK::sql);

    assertThat(
            SPARK.sql("SELECT count(*) FROM lake.images WHERE data_id = '1/β=4'").head().getLong(0))
        .isEqualTo(4);
    Row row =
        SPARK
            .sql(
                "SELECT image_id, run_id FROM lake.scores WHERE model_id = 'vae' ORDER BY 1 LIMIT"
                    + " 1")
            .head();
    assertThat(row.getString(0)).isEqualTo("a");
    assertThat(row.getString(1)).isEqualTo("r1");
    for (StructField field : SPARK.table("lake.images").schema().fields()) {
      assertThat(field.getComment().isDefined()).as(field.name()).isTrue();
    }

    store.write(scores("c"), ScoresTable.key("monday", "vae"), "r2");
    SPARK.sql(statements.get(3));
    assertThat(SPARK.table("lake.scores").select("image_id", "run_id").collectAsList())
        .extracting(Row::mkString)
        .containsExactly("cr2");
  }

  @Test
  void everyStatementOfEitherDialectParses() throws ParseException {
    for (TableDdl.Dialect dialect : TableDdl.Dialect.values()) {
      for (TableDefinition table : TableDefinition.ALL) {
        TableDdl ddl = new TableDdl(dialect, "lake");
        String create = ddl.create(table, "s3a://lake/it's here/" + table.name());

        SPARK.sessionState().sqlParser().parsePlan(create);
        SPARK.sessionState().sqlParser().parsePlan(ddl.repair(table));
        for (String column : table.schema().fieldNames()) {
          assertThat(create).contains("`" + column + "` ");
        }
      }
    }
  }

  @Test
  void hiveDeclaresPartitionsApart() {
    TableDefinition history =
        TableDefinition.ALL.stream().filter(t -> t.name().equals("metrics")).findFirst().get();

    assertThat(new TableDdl(TableDdl.Dialect.HIVE, "").create(history, "hdfs://n/out/metrics"))
        .isEqualTo(
            """
            CREATE EXTERNAL TABLE IF NOT EXISTS `metrics` (
              `metric` STRING COMMENT 'what was measured',
              `value` DOUBLE COMMENT 'the figure',
              `unit` STRING COMMENT 'its unit, share for values from 0 to 1',
              `split` STRING COMMENT 'the split it was measured on',
              `slice` STRING COMMENT 'the part of the split, all for the whole',
              `better` STRING COMMENT 'which direction is better: high, low or neither')
            COMMENT 'a row is a figure'
            PARTITIONED BY (
              `data_id` STRING COMMENT 'image set',
              `model_id` STRING COMMENT 'model',
              `run_id` STRING COMMENT 'run that wrote the rows, a later one sorts later')
            STORED AS PARQUET
            LOCATION 'hdfs://n/out/metrics'\
            """);
  }

  @Test
  void whatCannotWorkIsRefused() {
    StringWriter out = new StringWriter();
    assertThat(call(out)).isEqualTo(2);
    assertThat(err.toString()).contains("there is no table below");
    assertThat(out.toString())
        .startsWith("{\"command\":\"ddl\",\"status\":\"refused\"")
        .hasLineCount(1);
    assertThat(call(new StringWriter(), "--dialect", "oracle")).isEqualTo(2);
    assertThat(err.toString()).contains("--dialect is oracle; allowed are spark and hive");
  }

  /** Two rows for a model, written as score writes them. */
  private static Dataset<Row> scores(String... ids) {
    List<Row> rows =
        Arrays.stream(ids)
            .map(
                id ->
                    new ScoresTable.Entry(
                            id,
                            "test",
                            Optional.empty(),
                            1,
                            1,
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            1,
                            OptionalDouble.empty(),
                            Optional.empty(),
                            OptionalLong.empty(),
                            Optional.empty())
                        .toRow())
            .toList();
    return SPARK.createDataFrame(rows, ScoresTable.SCHEMA);
  }

  private List<String> statements(String... more) throws Exception {
    Path file = folder.resolve("tables.sql");
    List<String> arguments = new ArrayList<>(List.of("--file", file.toString()));
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    assertThat(call(out, arguments.toArray(String[]::new))).as(err.toString()).isZero();
    assertThat(out.toString()).contains("\"tables\":[\"images\",\"scores\"]");
    return Arrays.stream(Files.readString(file).split(";\n")).filter(s -> !s.isBlank()).toList();
  }

  private int call(StringWriter out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("ddl", "--set", "output.path=" + folder.resolve("out")));
    arguments.addAll(List.of(more));
    return LatentLake.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Progress.NONE,
        arguments.toArray(String[]::new));
  }
}
