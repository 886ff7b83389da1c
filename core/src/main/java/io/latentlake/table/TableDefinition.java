package io.latentlake.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table's definition for a catalogue.
 *
 * @param name its name, which is its folder below the output
 * @param row what a row is
 * @param schema columns of its files, with a comment each
 * @param levels partition columns, outermost first, {@code run_id} last
 */
public record TableDefinition(String name, String row, StructType schema, List<String> levels) {
  private static final Map<String, String> LEVEL_COMMENTS =
      Map.of(
          TableKey.DATA_ID,
          "image set",
          TableKey.MODEL_ID,
          "model",
          AttributionsTable.METHOD,
          "attribution method",
          AttributionsTable.TARGET,
          "the number explained",
          TableKey.RUN_ID,
          "run that wrote the rows; a later one sorts later");

  /** Every table, in the order in which a pipeline writes them. */
  public static final List<TableDefinition> ALL =
      List.of(
          of(ImagesTable.NAME, "an image", ImagesTable.SCHEMA, TableKey.DATA_ID),
          of(
              RejectsTable.NAME,
              "an input item that is not a usable image",
              RejectsTable.SCHEMA,
              TableKey.DATA_ID),
          of(
              ForgottenTable.NAME,
              "an image that ingest keeps out",
              ForgottenTable.SCHEMA,
              TableKey.DATA_ID),
          of(
              HistoryTable.NAME,
              "an epoch of training on a split",
              HistoryTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID),
          of(
              ScoresTable.NAME,
              "an image under a model",
              ScoresTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID),
          of(
              EmbeddingsTable.NAME,
              "an image under a model",
              EmbeddingsTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID),
          of(
              NeighboursTable.NAME,
              "an image and one of the training images nearest to it, under a model",
              NeighboursTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID),
          of(
              ClustersTable.NAME,
              "an image under a model",
              ClustersTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID),
          of(
              AttributionsTable.NAME,
              "an image under a model, a method and a target",
              AttributionsTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID,
              AttributionsTable.METHOD,
              AttributionsTable.TARGET),
          of(
              AttributionQualityTable.NAME,
              "an image under a model, a method and a target",
              AttributionQualityTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID,
              AttributionsTable.METHOD,
              AttributionsTable.TARGET),
          of(
              MetricsTable.NAME,
              "a figure",
              MetricsTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID),
          of(
              MeanAttributionsTable.NAME,
              "a group of images under a model, a method and a target",
              MeanAttributionsTable.SCHEMA,
              TableKey.DATA_ID,
              TableKey.MODEL_ID),
          of(
              SamplesTable.NAME,
              "an image that a model drew",
              SamplesTable.SCHEMA,
              TableKey.MODEL_ID));

  /** Copies the levels. */
  public TableDefinition {
    levels = List.copyOf(levels);
  }

  private static TableDefinition of(String name, String row, StructType schema, String... levels) {
    List<String> all = new ArrayList<>(List.of(levels));
    all.add(TableKey.RUN_ID);
    return new TableDefinition(name, row, schema, all);
  }

  /** The columns that the folders name, as text with a comment each. */
  StructType levelSchema() {
    StructType columns = new StructType();
    for (String level : levels) {
      columns =
          columns.add(
              level,
              DataTypes.StringType,
              true,
              Optional.ofNullable(LEVEL_COMMENTS.get(level)).orElseThrow());
    }
    return columns;
  }
}
