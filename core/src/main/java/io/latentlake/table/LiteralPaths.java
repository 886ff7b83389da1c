package io.latentlake.table;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/**
 * Makes Spark treat paths literally. By default it interprets brackets, braces, asterisks, question
 * marks and backslashes in a path as a pattern.
 */
public final class LiteralPaths {
  /** Spark's own key, for the readers it makes for tables of a catalogue. */
  private static final String PATTERNS = "__globPaths__";

  private LiteralPaths() {}

  /**
   * A reader of files.
   *
   * @param spark the session
   * @return a reader that treats every path literally
   */
  public static DataFrameReader read(SparkSession spark) {
    return spark.read().option(PATTERNS, "false");
  }
}
