package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.table.ImagesTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The split shown in the report: test, otherwise validation, otherwise train.
 *
 * @param name its name
 * @param rows its rows, at least one
 */
record ShownSplit(String name, Dataset<Row> rows) {

  private static final List<String> PREFERRED =
      List.of(ImagesTable.TEST, ImagesTable.VALIDATION, ImagesTable.TRAIN);

  /** Chooses from a table; empty if the table has no rows. */
  static Optional<ShownSplit> of(Dataset<Row> table, String splitColumn) {
    List<String> splits =
        table
            .filter(col(splitColumn).isNotNull())
            .select(splitColumn)
            .distinct()
            .orderBy(splitColumn)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    return PREFERRED.stream()
        .filter(splits::contains)
        .findFirst()
        .or(() -> splits.stream().findFirst())
        .map(split -> named(split, table, splitColumn));
  }

  /** The rows of a split. */
  static ShownSplit named(String split, Dataset<Row> table, String splitColumn) {
    return new ShownSplit(split, table.filter(col(splitColumn).equalTo(split)));
  }
}
