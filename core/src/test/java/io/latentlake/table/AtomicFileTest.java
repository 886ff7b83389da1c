package io.latentlake.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;
  private Path file;
  private FileSystem files;

  @BeforeEach
  void writeOnce() throws IOException {
    file = folder.resolve("note.txt");
    files = FileSystem.getLocal(new Configuration());
    write("first");
  }

  @Test
  void aFileIsReplaced() throws IOException {
    write("second");

    assertThat(file).hasContent("second");
  }

  @Test
  void aFileIsInvisibleUntilItIsComplete() throws IOException {
    AtomicFile.write(
        files,
        new org.apache.hadoop.fs.Path(file.toUri()),
        out -> {
          out.write("sec".getBytes(UTF_8));
          out.flush();
          assertThat(file).hasContent("first");
          out.write("ond".getBytes(UTF_8));
        });

    assertThat(file).hasContent("second");
  }

  @Test
  void aFailedWriteLeavesOnlyTheFormerFile() throws IOException {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    files,
                    new org.apache.hadoop.fs.Path(file.toUri()),
                    out -> {
                      out.write(1);
                      throw new IOException("no room");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no room");

    assertThat(file).hasContent("first");
    try (var all = Files.list(folder)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("note.txt", ".note.txt.crc");
    }
  }

  private void write(String text) throws IOException {
    AtomicFile.write(
        files, new org.apache.hadoop.fs.Path(file.toUri()), out -> out.write(text.getBytes(UTF_8)));
  }
}
