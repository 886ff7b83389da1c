package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.latentlake.image.ImageRejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWalkTest {
  @TempDir private java.nio.file.Path folder;

  @Test
  void onLocalDiskHadoopIsNotAskedAboutFiles() throws IOException {
    java.nio.file.Path image = folder.resolve("deep/a:b 100%.png");
    Files.createDirectories(image.getParent());
    Files.writeString(image, "12345");
    Files.setLastModifiedTime(image, FileTime.fromMillis(1_700_000_000_123L));

    Listed file = walk(new Unasked()).get(0);

    assertThat(file.path()).isEqualTo(new Path("file", null, image.toString()));
    assertThat(file.bytes()).isEqualTo(5);
    assertThat(file.modified()).isEqualTo(1_700_000_000_123L);
  }

  @Test
  void linksAreFollowedUnlessTheyLeadNowhereOrBack() throws IOException {
    java.nio.file.Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("1.png"), "1234567");
    java.nio.file.Path images = Files.createDirectory(folder.resolve("images"));
    Files.createSymbolicLink(images.resolve("file"), other.resolve("1.png"));
    Files.createSymbolicLink(images.resolve("folder"), other);
    Files.createSymbolicLink(images.resolve("back"), images);
    Files.createSymbolicLink(images.resolve("nowhere"), other.resolve("gone"));
    Files.createSymbolicLink(images.resolve("itself"), images.resolve("itself"));

    assertThat(walk(new LocalFileSystem(), images))
        .extracting(
            file -> file.path().getName(),
            Listed::bytes,
            file -> file.fault().map(ImageRejectedException::getMessage).orElse(""))
        .containsExactlyInAnyOrder(
            tuple("file", 7L, ""),
            tuple("1.png", 7L, ""),
            tuple("back", 0L, "is a link to a folder that contains it"),
            tuple("nowhere", 0L, "leads to a file that does not exist"),
            tuple("itself", 0L, "leads to a file that does not exist"));
  }

  private List<Listed> walk(LocalFileSystem files) throws IOException {
    return walk(files, folder);
  }

  private static List<Listed> walk(LocalFileSystem files, java.nio.file.Path folder)
      throws IOException {
    files.initialize(folder.toUri(), new Configuration());
    List<Listed> found = new ArrayList<>();
    FolderWalk.everything(files, new Path("file", null, folder.toString()), true)
        .forEachRemaining(found::add);
    return found;
  }

  /** Answers no question about a file. */
  private static final class Unasked extends LocalFileSystem {
    @Override
    public FileStatus getFileStatus(Path path) {
      throw new AssertionError("asked about " + path);
    }
  }
}
