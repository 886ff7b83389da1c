package io.latentlake.table;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * Reads a run as it was written: a partition for each file, its rows in order, with every column.
 * So rows can be removed without a shuffle, and the division into files stays the same.
 */
final class FileByFile {
  private static final String MAX_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";
  private static final String MAX_PARTITIONS = "spark.sql.files.maxPartitionNum";

  private FileByFile() {}

  /**
   * Reads a run.
   *
   * @param spark the session; its settings are not changed
   * @param run the run's folder
   * @param files the run's Parquet files
   * @param columns the columns in its marker
   * @return its rows
   */
  static Dataset<Row> read(
      SparkSession spark, Path run, List<FileStatus> files, StructType columns) {
    long longest = files.stream().mapToLong(FileStatus::getLen).max().orElse(0) + 1;
    SparkSession session = sessionLike(spark);
    // One file per partition, and no file is split
    session.conf().set(MAX_BYTES, longest);
    session.conf().set(OPEN_COST, longest);
    session.conf().unset(MAX_PARTITIONS);
    return LiteralPaths.read(session)
        .schema(columns)
        .option(ParquetInputFormat.PAGE_VERIFY_CHECKSUM_ENABLED, true)
        .parquet(run.toString())
        .select(List.of(columns.fieldNames()).stream().map(functions::col).toArray(Column[]::new));
  }

  private static SparkSession sessionLike(SparkSession spark) {
    SparkSession session = spark.newSession();
    JavaConverters.mapAsJavaMap(spark.conf().getAll())
        .forEach(
            (key, value) -> {
              if (session.conf().isModifiable(key)) {
                session.conf().set(key, value);
              }
            });
    return session;
  }
}
