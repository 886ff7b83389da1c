package io.latentlake.table;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows to be written as one run of a table.
 *
 * @param rows the rows, without the key's columns
 * @param key what the rows are
 * @param parquet options of the Parquet writer
 */
public record TableWrite(Dataset<Row> rows, TableKey key, Map<String, String> parquet) {
  /** Copies the options. */
  public TableWrite {
    parquet = Map.copyOf(parquet);
  }
}
