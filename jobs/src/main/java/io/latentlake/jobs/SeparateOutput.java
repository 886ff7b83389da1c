package io.latentlake.jobs;

import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Keeps what is written apart from a folder of images, which the next ingest would read. */
final class SeparateOutput {
  private SeparateOutput() {}

  /**
   * Compares the folder that {@code data.path} names with what is written.
   *
   * @return what is wrong if {@code output.path}, or a table that ingest writes, is this folder or
   *     lies below it; empty if not, or if {@code data.path} names a file
   */
  static Optional<String> fault(Configuration hadoop, PipelineOptions options) {
    String data = options.data().path().orElseThrow();
    String output = options.output().path();
    try {
      Path images = qualified(hadoop, data);
      if (!images.getFileSystem(hadoop).getFileStatus(images).isDirectory()) {
        return Optional.empty();
      }
      if (within(qualified(hadoop, output), images)) {
        return Optional.of(message(output, "", data));
      }
      for (String table : List.of(ImagesTable.NAME, RejectsTable.NAME)) {
        String place = options.place(table);
        if (within(qualified(hadoop, place), images)) {
          return Optional.of(message(output, ", so that table " + table + " is at " + place, data));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("comparing " + data + " with " + output + " failed", e);
    }
  }

  private static String message(String output, String table, String data) {
    return "output.path is "
        + output
        + table
        + ", and data.path is "
        + data
        + ": ingest would read its own output as images; set output.path to a folder outside of"
        + " data.path";
  }

  private static Path qualified(Configuration hadoop, String uri) throws IOException {
    Path path = new Path(uri);
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  /** Whether a path is a folder or lies below it; {@code /data/out} is not below {@code /da}. */
  private static boolean within(Path path, Path folder) {
    for (Path above = path; above != null; above = above.getParent()) {
      if (above.equals(folder)) {
        return true;
      }
    }
    return false;
  }
}
