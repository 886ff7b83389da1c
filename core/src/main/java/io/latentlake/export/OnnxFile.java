package io.latentlake.export;

import io.latentlake.table.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A model, or a part of one, as an ONNX file.
 *
 * @param part which part
 * @param bytes the file; not copied
 * @param outputs names of what it gives
 * @param notes what it lacks or asks for, each with its reason and a remedy
 */
public record OnnxFile(ExportPart part, byte[] bytes, List<String> outputs, List<String> notes) {
  /**
   * Where the file lies in a folder.
   *
   * @param folder any Hadoop URI
   * @return URI of the file
   */
  public String location(String folder) {
    return new Path(folder, part.file()).toString();
  }

  /**
   * Writes the file, in place of one that is there. A reader sees the whole of it or nothing.
   *
   * @param hadoop how to reach the storage
   * @param folder any Hadoop URI
   * @throws UncheckedIOException if the storage fails
   */
  public void write(Configuration hadoop, String folder) {
    Path file = new Path(location(folder));
    try {
      AtomicFile.write(file.getFileSystem(hadoop), file, out -> out.write(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
