package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latentlake.config.ConfigurationException;
import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import io.latentlake.table.RejectReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Local files, which are opened past Hadoop where no checksum lies beside them. */
class ItemFilesTest extends IngestCase {
  private static final byte[] CONTENT = "ten bytes!".getBytes(StandardCharsets.UTF_8);

  private Path file;
  private ItemFiles files;
  private ImagePreparation preparation;

  @BeforeEach
  void setUp() throws Exception {
    Files.createDirectories(input());
    file = input().resolve("an image.png");
    files = new ItemFiles(spark());
    preparation = new ImagePreparation(options(), new ImageShape(1, 2, 2));
  }

  @Test
  void readsAFileThatHasNoChecksum() throws Exception {
    Files.write(file, CONTENT);
    assertThat(read(CONTENT.length)).isEqualTo(CONTENT);
  }

  @Test
  void readsAFileWhoseChecksumFits() throws Exception {
    writeWithChecksum();
    assertThat(read(CONTENT.length)).isEqualTo(CONTENT);
  }

  @Test
  void rejectsAFileWithAWrongChecksum() throws Exception {
    writeWithChecksum();
    Files.write(file, "ten bytez!".getBytes(StandardCharsets.UTF_8));
    assertRejected(RejectReason.UNREADABLE, CONTENT.length);
  }

  @Test
  void rejectsAFileThatDisappearedAfterItWasListed() {
    assertRejected(RejectReason.MISSING, CONTENT.length);
  }

  @Test
  void rejectsAFileThatCannotBeOpened() throws Exception {
    Files.createDirectories(file);
    assertRejected(RejectReason.UNREADABLE, CONTENT.length);
  }

  @Test
  void rejectsAFileThatShrankAfterItWasListed() throws Exception {
    Files.write(file, CONTENT);
    assertRejected(RejectReason.CORRUPT, CONTENT.length + 1);
  }

  @Test
  void rejectsAFileWithANegativeLength() throws Exception {
    Files.write(file, CONTENT);
    assertRejected(RejectReason.UNREADABLE, -1);
  }

  @Test
  void refusesALimitLongerThanAnArrayCanBe() {
    assertThat(options("max-bytes=2147483639").maxBytes()).isEqualTo(2_147_483_639);
    assertThatThrownBy(() -> options("max-bytes=2147483640"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("from 1 to 2147483639");
  }

  private void writeWithChecksum() throws Exception {
    try (FSDataOutputStream out =
        FileSystem.getLocal(new Configuration())
            .create(new org.apache.hadoop.fs.Path(file.toUri()))) {
      out.write(CONTENT);
    }
    assertThat(input().resolve(".an image.png.crc")).exists();
  }

  private byte[] read(long listed) throws Exception {
    return files.read(
        new org.apache.hadoop.fs.Path(file.toUri()).toString(), null, listed, preparation);
  }

  private void assertRejected(RejectReason reason, long listed) {
    ImageRejectedException rejected =
        catchThrowableOfType(ImageRejectedException.class, () -> read(listed));
    assertThat(rejected.reason()).isEqualTo(reason);
  }
}
