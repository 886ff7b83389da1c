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
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files in a folder and, if deep, below it, one listing open at a time. Does not use Hadoop's
 * {@code listFiles} or {@code listLocatedStatus}: on local disk these query the permissions of each
 * file, and without its native library Hadoop starts a process for that.
 */
public final class FolderWalk implements Iterator<Listed> {
  private final FileSystem files;
  private final Deque<Path> folders = new ArrayDeque<>();
  private final boolean deep;
  private final boolean everything;
  private Iterator<Listed> listing;
  private Listed next;

  private FolderWalk(FileSystem files, Path folder, boolean deep, boolean everything) {
    this.everything = everything;
    this.files = files;
    this.deep = deep;
    folders.add(folder);
    advance();
  }

  /**
   * Walks through a folder of tables and all below it.
   *
   * @param files the file system
   * @param folder the folder
   * @return its files, listed lazily; without those whose names begin with . or _, or that are in
   *     such a folder
   * @throws UncheckedIOException if listing fails; its cause is a {@link
   *     java.io.FileNotFoundException} where a folder has gone
   */
  public static FolderWalk deep(FileSystem files, Path folder) {
    return new FolderWalk(files, folder, true, false);
  }

  /**
   * Walks through a folder of images.
   *
   * @param files the file system
   * @param folder the folder
   * @param deep whether to enter the folders below
   * @return its files, listed lazily; folders that systems left are returned as entries, not
   *     entered
   * @throws UncheckedIOException as {@link #deep}
   */
  public static FolderWalk everything(FileSystem files, Path folder, boolean deep) {
    return new FolderWalk(files, folder, deep, true);
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Listed next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    Listed found = next;
    advance();
    return found;
  }

  /** The folders directly in a folder that may hold images, in the order of their names. */
  static List<Path> foldersOfImages(FileSystem files, Path folder) throws IOException {
    return foldersIn(files, folder, entry -> !entry.system() && !entry.note());
  }

  /** The folders directly in a folder that may hold tables, in the order of their names. */
  static List<Path> foldersIn(FileSystem files, Path folder) throws IOException {
    return foldersIn(files, folder, entry -> !entry.hidden());
  }

  private static List<Path> foldersIn(FileSystem files, Path folder, Predicate<Listed> wanted)
      throws IOException {
    List<Path> found = new ArrayList<>();
    Iterator<Listed> entries = list(files, folder);
    while (entries.hasNext()) {
      Listed entry = entries.next();
      if (entry.folder() && wanted.test(entry)) {
        found.add(entry.path());
      }
    }
    Collections.sort(found);
    return found;
  }

  private static Iterator<Listed> list(FileSystem files, Path folder) throws IOException {
    if (files instanceof LocalFileSystem) {
      return LocalFolder.list((LocalFileSystem) files, folder);
    }
    RemoteIterator<FileStatus> entries = files.listStatusIterator(folder);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        try {
          return entries.hasNext();
        } catch (IOException e) {
          throw new UncheckedIOException("listing " + folder + " failed", e);
        }
      }

      @Override
      public Listed next() {
        try {
          return Listed.of(entries.next());
        } catch (IOException e) {
          throw new UncheckedIOException("listing " + folder + " failed", e);
        }
      }
    };
  }

  private void advance() {
    next = null;
    try {
      while (next == null) {
        if (listing == null || !listing.hasNext()) {
          if (folders.isEmpty()) {
            return;
          }
          listing = list(files, folders.poll());
        } else {
          Listed entry = listing.next();
          if (everything ? entry.note() : entry.hidden()) {
            continue;
          }
          if (!entry.folder() || everything && entry.system()) {
            next = entry;
          } else if (deep) {
            folders.add(entry.path());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("listing failed", e);
    }
  }
}
