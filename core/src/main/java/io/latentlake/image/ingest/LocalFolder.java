package io.latentlake.image.ingest;

import io.latentlake.table.RejectReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * All entries of a folder on local disk. Hadoop skips entries whose names are not in the JVM's
 * encoding, and follows circular links.
 */
final class LocalFolder {
  private final Path folder;
  private final String prefix;
  private final java.nio.file.Path onDisk;

  private LocalFolder(LocalFileSystem files, Path folder) {
    String path = folder.toUri().getPath();
    this.folder = folder;
    this.prefix = path.endsWith("/") ? path : path + "/";
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

  /** The entry, unless it has disappeared; one file status for each that is not a link. */
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
    String scheme = folder.toUri().getScheme();
    String authority = folder.toUri().getAuthority();
    Path path = new Path(scheme, authority, prefix + entry.getFileName());
    try {
      BasicFileAttributes found =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(found.isSymbolicLink() ? followed(entry, path) : Listed.of(path, found));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Listed followed(java.nio.file.Path link, Path path) throws IOException {
    try {
      BasicFileAttributes target = Files.readAttributes(link, BasicFileAttributes.class);
      return target.isDirectory() && circular(link)
          ? Listed.unusable(path, RejectReason.UNREADABLE, "is a link to a folder that contains it")
          : Listed.of(path, target);
    } catch (FileSystemException e) {
      // Also a link to itself, or through a folder without permission
      return Listed.unusable(path, RejectReason.MISSING, "leads to a file that does not exist");
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
