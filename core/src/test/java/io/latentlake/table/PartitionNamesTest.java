package io.latentlake.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of folders come back as they were given, also where Spark reads the files by itself. */
class PartitionNamesTest {
  private static final String INFERENCE = "spark.sql.sources.partitionColumnTypeInference.enabled";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"007", "1e3", "2025-03-03", "a=b", "two words", "50%", "true", "é"})
  void aNameIsTextForAReaderThatDoesNotGuess(String name) {
    SparkSession spark = write(name).newSession();
    spark.conf().set(INFERENCE, "false");

    assertThat(spark.read().parquet(table()).select(TableKey.DATA_ID).head().get(0))
        .isEqualTo(name);
    assertThat(
            new TableStore(LocalSpark.session(), folder.toUri().toString())
                .read(ClustersTable.key(name, "m"), ClustersTable.SCHEMA)
                .select(TableKey.DATA_ID)
                .head()
                .get(0))
        .isEqualTo(name);
  }

  @Test
  void aReaderThatGuessesNeedsTheSetting() {
    SparkSession spark = write("007").newSession();
    spark.conf().set(INFERENCE, "true");

    assertThat(spark.read().parquet(table()).select(TableKey.DATA_ID).head().get(0)).isEqualTo(7);
  }

  private SparkSession write(String name) {
    SparkSession spark = LocalSpark.session();
    new TableStore(spark, folder.toUri().toString())
        .write(
            spark.createDataFrame(
                List.of(ClustersTable.row("image", 1, 0.5)), ClustersTable.SCHEMA),
            ClustersTable.key(name, "m"),
            "20260101T000000000-0001");
    return spark;
  }

  private String table() {
    return folder.resolve(ClustersTable.NAME).toUri().toString();
  }
}
