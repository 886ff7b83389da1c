package io.latentlake.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** SQL statements that declare tables to a catalogue. */
public final class TableDdl {
  /** SQL dialect. */
  public enum Dialect {
    /** Spark SQL: a table that Spark itself reads. */
    SPARK,
    /** Hive: an external table. */
    HIVE
  }

  private final Dialect dialect;
  private final String prefix;

  /**
   * Writes statements.
   *
   * @param dialect for whom
   * @param database the database the tables go into; empty for the current one
   */
  public TableDdl(Dialect dialect, String database) {
    this.dialect = dialect;
    this.prefix = database.isEmpty() ? "" : quoted(database) + ".";
  }

  /**
   * The statement that declares a table.
   *
   * @param table the table
   * @param location URI of its folder
   * @return a {@code CREATE TABLE} without a semicolon
   */
  public String create(TableDefinition table, String location) {
    List<String> lines = new ArrayList<>();
    boolean hive = dialect == Dialect.HIVE;
    lines.add(
        (hive ? "CREATE EXTERNAL TABLE" : "CREATE TABLE")
            + " IF NOT EXISTS "
            + prefix
            + quoted(table.name())
            + " (");
    // Spark lists partition columns among the others and names them again, Hive declares them apart
    lines.add(
        columns(hive ? table.schema() : join(table.schema(), table.levelSchema()), "  ") + ")");
    if (!hive) {
      lines.add("USING parquet");
    }
    lines.add("COMMENT " + text("a row is " + table.row()));
    lines.add(
        hive
            ? "PARTITIONED BY (\n" + columns(table.levelSchema(), "  ") + ")"
            : "PARTITIONED BY ("
                + String.join(", ", table.levels().stream().map(TableDdl::quoted).toList())
                + ")");
    if (hive) {
      lines.add("STORED AS PARQUET");
    }
    lines.add("LOCATION " + text(location));
    return String.join("\n", lines);
  }

  /**
   * The statement that updates the catalogue's partitions; to be run after every run that wrote the
   * table.
   *
   * @param table the table
   * @return a statement without a semicolon
   */
  public String repair(TableDefinition table) {
    return "MSCK REPAIR TABLE " + prefix + quoted(table.name()) + " SYNC PARTITIONS";
  }

  private static StructType join(StructType one, StructType other) {
    StructType all = one;
    for (StructField field : other.fields()) {
      all = all.add(field);
    }
    return all;
  }

  private static String columns(StructType columns, String indent) {
    return String.join(
        ",\n",
        Arrays.stream(columns.fields())
            .map(
                field ->
                    indent
                        + quoted(field.name())
                        + " "
                        + field.dataType().sql()
                        + " COMMENT "
                        // Hive's shell ends a statement at a semicolon even in quotes
                        + text(field.getComment().get().replace(';', ',')))
            .toList());
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
