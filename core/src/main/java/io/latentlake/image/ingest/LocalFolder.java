package io.latentlake.image.ingest;

import io.latentlake.table.RejectReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The entries of a folder on local disk, all of them. Hadoop passes over those it finds no file
 * for, such as names that are not in the encoding of the JVM, and follows links in circles.
 */
final class LocalFolder {
  private final LocalFileSystem files;
  private final Path folder;
  private final java.nio.file.Path onDisk;

  private LocalFolder(LocalFileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
    this.onDisk = files.pathToFile(folder).toPath();
  }

  /** The entries, looked at one by one as they are asked for. */
  static Iterator<Listed> list(LocalFileSystem files, Path folder) throws IOException {
    LocalFolder local = new LocalFolder(files, folder);
    List<java.nio.file.Path> names = new ArrayList<>();
    try (DirectoryStream<java.nio.file.Path> entries = Files.newDirectoryStream(local.onDisk)) {
      entries.forEach(names::add);
    } catch (NoSuchFileException e) {
      throw (FileNotFoundException) new FileNotFoundException(e.getMessage()).initCause(e);
    }
    return names.stream().map(local::listedUnchecked).flatMap(Optional::stream).iterator();
  }

  private Optional<Listed> listedUnchecked(java.nio.file.Path entry) {
    try {
      return listed(entry);
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + folder + " failed", e);
    }
  }

  /** The entry, unless it has gone in the meantime. */
  private Optional<Listed> listed(java.nio.file.Path entry) throws IOException {
    if (!decodable(entry.getFileName())) {
      String[] parts = entry.toUri().getRawPath().split("/");
      return Optional.of(
          Listed.unusable(
              new Path(folder, new Path(null, null, parts[parts.length - 1])),
              RejectReason.UNREADABLE,
              "its name is not in the encoding of the JVM, "
                  + System.getProperty("sun.jnu.encoding")
                  + "; rename it, or set LC_ALL to C.UTF-8 if it is UTF-8"));
    }
    Path path = new Path(folder, new Path(null, null, entry.getFileName().toString()));
    try {
      FileStatus status = files.getFileStatus(path);
      return Optional.of(
          status.isDirectory() && Files.isSymbolicLink(entry) && circular(entry)
              ? Listed.unusable(path, RejectReason.UNREADABLE, "leads back to a folder it lies in")
              : Listed.of(status));
    } catch (FileNotFoundException e) {
      return Files.isSymbolicLink(entry)
          ? Optional.of(
              Listed.unusable(path, RejectReason.MISSING, "leads to a file that does not exist"))
          : Optional.empty();
    }
  }

  private static boolean decodable(java.nio.file.Path name) {
    try {
      return java.nio.file.Path.of(name.toString()).equals(name);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether a link leads to a folder that it was reached through, or to one above that. */
  private boolean circular(java.nio.file.Path link) throws IOException {
    java.nio.file.Path target = link.toRealPath();
    for (java.nio.file.Path above = onDisk; above != null; above = above.getParent()) {
      if (above.toRealPath().startsWith(target)) {
        return true;
      }
    }
    return false;
  }
}
