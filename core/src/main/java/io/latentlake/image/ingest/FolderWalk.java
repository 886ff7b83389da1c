package io.latentlake.image.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files in a folder and, if deep, below it, one listing open at a time; names that begin with .
 * or _ are hidden.
 */
final class FolderWalk implements Iterator<FileStatus> {
  private final FileSystem files;
  private final Deque<Path> folders = new ArrayDeque<>();
  private final boolean deep;
  private RemoteIterator<FileStatus> listing;
  private FileStatus next;

  private FolderWalk(FileSystem files, Path folder, boolean deep) {
    this.files = files;
    this.deep = deep;
    folders.add(folder);
    advance();
  }

  static FolderWalk deep(FileSystem files, Path folder) {
    return new FolderWalk(files, folder, true);
  }

  static FolderWalk flat(FileSystem files, Path folder) {
    return new FolderWalk(files, folder, false);
  }

  private static boolean hidden(Path path) {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public FileStatus next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    FileStatus found = next;
    advance();
    return found;
  }

  /** The folders directly in a folder, in the order of their names. */
  static List<Path> foldersIn(FileSystem files, Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    RemoteIterator<FileStatus> entries = files.listStatusIterator(folder);
    while (entries.hasNext()) {
      FileStatus entry = entries.next();
      if (entry.isDirectory() && !hidden(entry.getPath())) {
        found.add(entry.getPath());
      }
    }
    Collections.sort(found);
    return found;
  }

  private void advance() {
    next = null;
    try {
      while (next == null) {
        if (listing == null || !listing.hasNext()) {
          if (folders.isEmpty()) {
            return;
          }
          listing = files.listStatusIterator(folders.poll());
        } else {
          FileStatus entry = listing.next();
          if (hidden(entry.getPath())) {
            continue;
          }
          if (!entry.isDirectory()) {
            next = entry;
          } else if (deep) {
            folders.add(entry.getPath());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("listing failed", e);
    }
  }
}
