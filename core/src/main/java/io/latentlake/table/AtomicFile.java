package io.latentlake.table;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that shows once it is whole: it is written under another name and renamed into place, as
 * on HDFS and local disk a file shows while it is being written.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes what a file holds. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param out to write to; not to be closed
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param files the file system
   * @param file where it shows; one that is there is replaced
   * @param content what it holds
   * @throws IOException if it cannot be written; where writing failed, a file that was there still
   *     is
   */
  public static void write(FileSystem files, Path file, Content content) throws IOException {
    Path unfinished = new Path(file.getParent(), "." + file.getName() + ".unfinished");
    boolean renamed = false;
    try {
      try (OutputStream out = files.create(unfinished, true)) {
        content.writeTo(out);
      }
      // Where a file of that name is in the way, some file systems refuse to rename
      files.delete(file, false);
      renamed = files.rename(unfinished, file);
      if (!renamed) {
        throw new IOException(unfinished + " cannot be renamed to " + file.getName());
      }
    } finally {
      if (!renamed) {
        files.delete(unfinished, false);
      }
    }
  }
}
