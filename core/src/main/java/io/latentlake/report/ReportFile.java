package io.latentlake.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A rendered page in a file system.
 *
 * @param uri its location
 * @param bytes its size
 */
public record ReportFile(String uri, long bytes) {

  /**
   * Writes a page atomically: a reader sees the former page until the new one is complete.
   *
   * @param html the page
   * @param uri Hadoop URI of the file; its folder is made if it is missing
   * @param hadoop configuration of the file system
   * @return what was written
   * @throws IOException if writing failed; the former page is unchanged
   */
  public static ReportFile write(String html, String uri, Configuration hadoop) throws IOException {
    Path file = new Path(uri);
    Path unfinished = new Path(file.getParent(), "_" + file.getName() + ".unfinished");
    FileContext files = FileContext.getFileContext(file.toUri(), hadoop);
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    boolean renamed = false;
    try {
      try (OutputStream out =
          files.create(
              unfinished,
              EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
              Options.CreateOpts.createParent())) {
        out.write(bytes);
      }
      files.rename(unfinished, file, Options.Rename.OVERWRITE);
      renamed = true;
    } finally {
      if (!renamed) {
        files.delete(unfinished, false);
      }
    }
    return new ReportFile(files.makeQualified(file).toString(), bytes.length);
  }
}
