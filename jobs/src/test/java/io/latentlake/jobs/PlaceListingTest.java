package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.StartedProcesses;
import io.latentlake.table.LocalDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceListingTest {
  @TempDir private Path folder;

  /** On the local disk as Hadoop brings it along, for that is what programs of others run on. */
  @Test
  void aListingStartsNoProcess() throws Exception {
    for (int i = 0; i < 300; i++) {
      Files.writeString(
          Files.createDirectories(folder.resolve("label " + i % 3)).resolve(i + ".txt"), "text");
    }
    Configuration hadoop = new Configuration();
    hadoop.setClass(LocalDisk.KEY, LocalFileSystem.class, FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);

    // Hadoop starts one when its classes are first used
    PlaceListing.of(hadoop, folder.resolve("none").toString());

    List<String> started =
        StartedProcesses.during(
            () -> assertThat(PlaceListing.of(hadoop, folder.toString()).files()).isEqualTo(300));

    assertThat(started).isEmpty();
  }

  @Test
  void namesOfImagesMayBeginWithAnUnderscoreAndThoseOfTablesAreHidden() throws Exception {
    Files.writeString(folder.resolve("_MG_1.jpg"), "image");
    Files.writeString(folder.resolve("2.jpg"), "image");
    Files.writeString(folder.resolve(".DS_Store"), "system");
    Configuration hadoop = new Configuration();
    assertThat(PlaceListing.ofImages(hadoop, folder.toString()).files()).isEqualTo(2);
    assertThat(PlaceListing.of(hadoop, folder.toString()).files()).isEqualTo(1);
  }

  @Test
  void aMissingPlaceIsEmpty() throws Exception {
    assertThat(PlaceListing.of(new Configuration(), folder.resolve("none").toString()).files())
        .isZero();
  }
}
