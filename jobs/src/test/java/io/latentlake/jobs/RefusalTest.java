package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latentlake.image.ingest.InvalidSourceException;
import io.latentlake.table.InvalidTableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
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

  @Test
  void aSchemeThatHadoopDoesNotKnowIsRefusedWithTheOneThatItDoes() {
    IOException unknown =
        catchThrowableOfType(
            IOException.class,
            () -> new Path("s3://bucket/parts").getFileSystem(new Configuration()));
    UncheckedIOException opening = new UncheckedIOException("opening data.path failed", unknown);
    String told =
        "opening data.path failed: UnsupportedFileSystemException: No FileSystem for scheme \"s3\";"
            + " write s3a: instead of s3:";

    assertThat(Refusal.ofPlan(unknown)).isTrue();
    assertThat(Refusal.ofPlan(opening)).isTrue();
    assertThat(Refusal.ofRun(new SparkException("task failed", opening))).isTrue();
    assertThat(Refusal.message(opening)).isEqualTo(told);
    StepRefusedException step = new StepRefusedException("ingest", opening);
    assertThat(Refusal.message(step)).isEqualTo("ingest is refused: " + told);
  }

  @Test
  void anotherUnknownSchemeIsRefusedWithoutAdvice() {
    IOException unknown = new UnsupportedFileSystemException("No FileSystem for scheme \"gs\"");
    assertThat(Refusal.ofRun(unknown)).isTrue();
    assertThat(Refusal.message(unknown)).endsWith("scheme \"gs\"");
  }

  private static SparkException reading(String file, IOException cause) {
    return new SparkException("Encountered error while reading file " + file + ". Details:", cause);
  }
}
