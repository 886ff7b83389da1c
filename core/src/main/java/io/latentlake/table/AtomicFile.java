package io.latentlake.table;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes a file that becomes visible only when complete. It is written under another name and then
 * renamed, because on HDFS and local disk a file is visible while it is written.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the content of a file. */
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
   * @param file its final path; an existing file is replaced
   * @param content what it holds
   * @throws IOException if it cannot be written; if writing fails, an existing file is unchanged
   */
  public static void write(FileSystem files, Path file, Content content) throws IOException {
    Path unfinished = new Path(file.getParent(), "." + file.getName() + ".unfinished");
    boolean renamed = false;
    try {
      try (OutputStream out = files.create(unfinished, true)) {
        content.writeTo(out);
      }
      // Some file systems refuse to rename over an existing file
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
