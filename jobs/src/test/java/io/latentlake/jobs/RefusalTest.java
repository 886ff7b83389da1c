package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.ingest.InvalidSourceException;
import io.latentlake.table.InvalidTableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class RefusalTest {
  private static final String FILE = "hdfs://lake/images/data_id=a/run_id=r1/part-0.parquet";

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertThat(Refusal.message(reading(FILE, new IOException("bad block"))))
        .isEqualTo(FILE + " cannot be read: IOException: bad block");
  }

  @Test
  void aFileOfARunThatHasGoneWasReplacedByAnotherRun() {
    assertThat(Refusal.message(reading(FILE, new FileNotFoundException("no such file"))))
        .isEqualTo(
            FILE + " is gone: another run replaced it while it was read; run the command again");
    assertThat(Refusal.message(reading("hdfs://lake/in.png", new FileNotFoundException("gone"))))
        .startsWith("hdfs://lake/in.png cannot be read");
  }

  @Test
  void whatTheUserHasToMendIsRefusedAndWhatMayPassFails() {
    assertThat(Refusal.ofRun(new InvalidSourceException("several data sets"))).isTrue();
    assertThat(Refusal.ofRun(new InvalidTableException("no images in split test"))).isTrue();
    assertThat(Refusal.ofRun(new IllegalArgumentException("a fault of the program"))).isFalse();
    assertThat(Refusal.ofRun(new IOException("connection reset"))).isFalse();
  }

  private static SparkException reading(String file, IOException cause) {
    return new SparkException("Encountered error while reading file " + file + ". Details:", cause);
  }
}
