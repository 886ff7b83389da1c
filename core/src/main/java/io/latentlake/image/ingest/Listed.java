package io.latentlake.image.ingest;

import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * An entry of a folder.
 *
 * @param path its path
 * @param folder whether it is a folder that can be listed
 * @param bytes its length
 * @param modified ms since 1970
 * @param fault why it cannot be used, if that is known already
 */
public record Listed(
    Path path, boolean folder, long bytes, long modified, Optional<ImageRejectedException> fault) {
  private static final Set<String> LEFT_BEHIND =
      Set.of(
          "@eadir",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "__macosx",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "_temporary");

  static Listed of(FileStatus file) {
    return new Listed(
        file.getPath(),
        file.isDirectory(),
        file.getLen(),
        file.getModificationTime(),
        Optional.empty());
  }

  static Listed of(Path path, BasicFileAttributes file) {
    return new Listed(
        path,
        file.isDirectory(),
        file.size(),
        file.lastModifiedTime().toMillis(),
        Optional.empty());
  }

  static Listed unusable(Path path, RejectReason reason, String detail) {
    return new Listed(path, false, 0, 0, Optional.of(new ImageRejectedException(reason, detail)));
  }

  /**
   * Whether a system or program left the entry.
   *
   * @return true for files that systems and programs leave among images
   */
  public boolean system() {
    return isSystem(path.getName());
  }

  static boolean isSystem(String name) {
    return name.startsWith(".") || LEFT_BEHIND.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a program wrote it about the files beside it: Hadoop's checksums, {@code _SUCCESS}, and
   * notes of ours such as {@code _run.json} and those in {@code _runs}.
   */
  boolean note() {
    String name = path.getName();
    boolean marker = name.startsWith("_") && (name.indexOf('.') < 0 || name.endsWith(".json"));
    return folder
        ? name.equals("_runs")
        : (marker || name.startsWith(".") && name.endsWith(".crc"));
  }

  /** Whether it is not one of a table's own files. */
  boolean hidden() {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }
}
