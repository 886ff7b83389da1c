package io.latentlake.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, reading and setting permissions through Java. Without its native
 * library Hadoop starts processes for that: one for each file status, and three for each written
 * file.
 *
 * <p>Set as {@code fs.file.impl}.
 */
public final class LocalDisk extends LocalFileSystem {
  /** Key of Hadoop's configuration that names this class. */
  public static final String KEY = "fs.file.impl";

  /** Made by Hadoop. */
  public LocalDisk() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    private static final String MODE = "unix:mode";
    private static final int PERMISSIONS = 07777;

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      return status(super.getFileStatus(path));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      FileStatus[] found = super.listStatus(path);
      for (int i = 0; i < found.length; i++) {
        found[i] = status(found[i]);
      }
      return found;
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      if (!isPosix(file)) {
        super.setPermission(path, permission);
        return;
      }
      try {
        Files.setAttribute(file, MODE, (int) permission.toShort());
      } catch (NoSuchFileException e) {
        throw notFound(path, e);
      }
    }

    private FileStatus status(FileStatus found) throws IOException {
      java.nio.file.Path file = pathToFile(found.getPath()).toPath();
      return found instanceof Status || found.isSymlink() || !isPosix(file)
          ? found
          : new Status(found, file);
    }

    private static boolean isPosix(java.nio.file.Path file) {
      return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Status of a file; looks up owner and permissions only when needed. */
    private static final class Status extends FileStatus {
      private static final long serialVersionUID = 1L;

      private final transient java.nio.file.Path file;
      private transient boolean asked;

      Status(FileStatus of, java.nio.file.Path file) {
        super(
            of.getLen(),
            of.isDirectory(),
            of.getReplication(),
            of.getBlockSize(),
            of.getModificationTime(),
            of.getAccessTime(),
            null,
            null,
            null,
            of.getPath());
        this.file = file;
      }

      @Override
      public FsPermission getPermission() {
        ask();
        return super.getPermission();
      }

      @Override
      public String getOwner() {
        ask();
        return super.getOwner();
      }

      @Override
      public String getGroup() {
        ask();
        return super.getGroup();
      }

      /** Serialises a copy with owner and permissions. */
      private Object writeReplace() throws IOException {
        return new FileStatus(this);
      }

      private void ask() {
        if (asked) {
          return;
        }
        try {
          PosixFileAttributes attributes =
              Files.getFileAttributeView(file, PosixFileAttributeView.class).readAttributes();
          Map<String, Object> mode = Files.readAttributes(file, MODE);
          int bits = (Integer) mode.get("mode") & PERMISSIONS;
          setPermission(new FsPermission((short) bits));
          setOwner(attributes.owner().getName());
          setGroup(attributes.group().getName());
          asked = true;
        } catch (IOException e) {
          throw new UncheckedIOException("looking up the permissions of " + file + " failed", e);
        }
      }
    }

    private static FileNotFoundException notFound(Path path, NoSuchFileException cause) {
      FileNotFoundException missing = new FileNotFoundException(path + " does not exist");
      missing.initCause(cause);
      return missing;
    }
  }
}
