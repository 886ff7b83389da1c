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
 * @param madeFrom what the rows were made from besides the images, as a checksum; empty if a later
 *     run cannot take any over
 */
public record TableWrite(
    Dataset<Row> rows, TableKey key, Map<String, String> parquet, String madeFrom) {
  /** Copies the options. */
  public TableWrite {
    parquet = Map.copyOf(parquet);
  }

  /**
   * Rows that no later run takes over.
   *
   * @param rows the rows, without the key's columns
   * @param key what the rows are
   * @param parquet options of the Parquet writer
   */
  public TableWrite(Dataset<Row> rows, TableKey key, Map<String, String> parquet) {
    this(rows, key, parquet, "");
  }
}
