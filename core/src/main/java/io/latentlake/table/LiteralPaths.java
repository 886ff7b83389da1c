package io.latentlake.table;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/**
 * Has Spark take paths as they are written. By itself it takes brackets, braces, asterisks,
 * question marks and backslashes in the path of a file or folder for a pattern, and reads what
 * matches.
 */
public final class LiteralPaths {
  /** Spark's own key, for the readers it makes for tables of a catalogue. */
  private static final String PATTERNS = "__globPaths__";

  private LiteralPaths() {}

  /**
   * A reader of files.
   *
   * @param spark the session
   * @return takes every path literally
   */
  public static DataFrameReader read(SparkSession spark) {
    return spark.read().option(PATTERNS, "false");
  }
}
