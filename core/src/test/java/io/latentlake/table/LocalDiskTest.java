package io.latentlake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.StartedProcesses;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {
  @TempDir private java.nio.file.Path folder;

  @Test
  void writingAndListingStartNoProcess() throws Exception {
    List<String> started =
        StartedProcesses.during(
            () -> {
              try (FileSystem files = files(LocalDisk.class)) {
                Path deep = new Path(folder.toString(), "a/b");
                files.mkdirs(deep);
                for (int i = 0; i < 20; i++) {
                  try (OutputStream out = files.create(new Path(deep, i + ".txt"))) {
                    out.write(i);
                  }
                }
                files.rename(new Path(deep, "0.txt"), new Path(deep, "20.txt"));
                RemoteIterator<? extends FileStatus> listed = files.listFiles(deep, true);
                int count = 0;
                while (listed.hasNext()) {
                  assertThat(listed.next().getPermission()).isNotNull();
                  count++;
                }
                assertThat(count).isEqualTo(20);
              }
            });

    assertThat(started).isEmpty();
  }

  /** Hadoop's own local disk is what it has to agree with. */
  @Test
  void saysWhatHadoopsOwnDoes() throws Exception {
    Files.writeString(folder.resolve("plain"), "12345");
    Files.writeString(folder.resolve("a name: 100% ä"), "1");
    Files.createDirectory(folder.resolve("folder"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("plain"));
    Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("gone"));
    Files.setPosixFilePermissions(
        folder.resolve("plain"), PosixFilePermissions.fromString("rw-r-----"));

    assertThat(described(LocalDisk.class)).isEqualTo(described(LocalFileSystem.class)).hasSize(4);
  }

  @Test
  void setsPermissionsAndTheStickyBit() throws Exception {
    try (FileSystem files = files(LocalDisk.class)) {
      Path place = new Path(folder.toString(), "folder");
      files.mkdirs(place);
      files.setPermission(place, new FsPermission((short) 01750));

      FileStatus found = files.getFileStatus(place);
      assertThat(found.getPermission().toShort()).isEqualTo((short) 01750);
      assertThat(found.getOwner()).isEqualTo(Files.getOwner(folder.resolve("folder")).getName());
      assertThatThrownBy(
              () -> files.setPermission(new Path(place, "none"), FsPermission.getFileDefault()))
          .isInstanceOf(FileNotFoundException.class)
          .hasMessageContaining("none does not exist");
    }
  }

  @Test
  void aStatusCanBeSentToAnotherProcess() throws Exception {
    java.nio.file.Path file = Files.writeString(folder.resolve("plain"), "12345");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (FileSystem files = files(LocalDisk.class);
        ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(files.getFileStatus(new Path(file.toString())));
    }
    Files.delete(file);
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      FileStatus sent = (FileStatus) in.readObject();
      assertThat(sent.getLen()).isEqualTo(5);
      assertThat(sent.getPermission()).hasToString("rw-r-----");
    }
  }

  private List<String> described(Class<? extends FileSystem> kind) throws Exception {
    List<String> described = new ArrayList<>();
    try (FileSystem files = files(kind)) {
      for (FileStatus file : files.listStatus(new Path(folder.toString()))) {
        described.add(
            String.join(
                " ",
                file.getPath().toString(),
                file.isDirectory() ? "folder" : Long.toString(file.getLen()),
                Long.toString(file.getModificationTime()),
                file.getPermission().toString(),
                file.getOwner(),
                file.getGroup()));
      }
    }
    described.sort(null);
    return described;
  }

  private FileSystem files(Class<? extends FileSystem> kind) throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.setClass(LocalDisk.KEY, kind, FileSystem.class);
    return FileSystem.newInstance(folder.toUri(), hadoop);
  }
}
