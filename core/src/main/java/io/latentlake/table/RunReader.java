package io.latentlake.table;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads committed runs as rows. */
final class RunReader {
  /** Largest number of values that is broadcast. */
  private static final long MAX_BROADCAST = 500_000;

  private static final String FILE_NAME = "_metadata.file_name";

  private final SparkSession spark;
  private final Path root;
  private final CommittedRuns runs;

  RunReader(SparkSession spark, Path root, CommittedRuns runs) {
    this.spark = spark;
    this.root = root;
    this.runs = runs;
  }

  /** The newest run of every matching key: see {@link TableStore#read(TableKey, StructType)}. */
  Dataset<Row> read(TableKey key, StructType schema) {
    List<Path> found = runs.of(key);
    if (found.isEmpty()) {
      throw new InvalidTableException(
          "there is no "
              + key
              + " below "
              + root
              + "; the command that writes table "
              + key.table()
              + " has to run first");
    }
    for (Path run : found) {
      runs.requireSameTypes(run, schema);
    }
    return read(key, schema, found);
  }

  private Dataset<Row> read(TableKey key, StructType schema, List<Path> places) {
    StructType full = schema;
    for (String column : runs.partitionColumns(runs.of(key).get(0))) {
      full = full.add(column, DataTypes.StringType, false);
    }
    return LiteralPaths.read(spark)
        .schema(full)
        .option("basePath", new Path(root, key.table()).toString())
        // Without checksums, a byte changed by the disk would go unnoticed
        .option(ParquetInputFormat.PAGE_VERIFY_CHECKSUM_ENABLED, true)
        .parquet(places.stream().map(Path::toString).toArray(String[]::new));
  }

  /** The rows of some values, from the files that hold them. */
  Dataset<Row> read(TableKey key, StructType schema, String column, Dataset<Row> values) {
    String[] by = {column};
    if (values.count() > MAX_BROADCAST) {
      return read(key, schema).join(values, by, "left_semi");
    }
    Set<String> names =
        Set.copyOf(
            read(key, schema)
                .select(col(column), col(FILE_NAME).as("file"))
                .join(broadcast(values), by, "left_semi")
                .select("file")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList());
    List<Path> files =
        runs.parts(runs.of(key)).stream()
            .map(FileStatus::getPath)
            .filter(file -> names.contains(file.getName()))
            .toList();
    return files.isEmpty()
        ? read(key, schema).where(lit(false))
        : read(key, schema, files).join(broadcast(values), by, "left_semi");
  }
}
