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
 * @param madeFrom checksum of what the rows were made from besides the images; empty if later runs
 *     must not reuse them
 */
public record TableWrite(
    Dataset<Row> rows, TableKey key, Map<String, String> parquet, String madeFrom) {
  /** Copies the options. */
  public TableWrite {
    parquet = Map.copyOf(parquet);
  }

  /**
   * Rows that later runs do not reuse.
   *
   * @param rows the rows, without the key's columns
   * @param key what the rows are
   * @param parquet options of the Parquet writer
   */
  public TableWrite(Dataset<Row> rows, TableKey key, Map<String, String> parquet) {
    this(rows, key, parquet, "");
  }
}
