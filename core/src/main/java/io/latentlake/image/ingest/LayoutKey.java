package io.latentlake.image.ingest;

import java.io.Serializable;
import java.util.Comparator;

/** Where a row is written: the file, and its place in the order of that file. */
final class LayoutKey implements Serializable, Comparable<LayoutKey> {
  private static final long serialVersionUID = 1L;

  private static final Comparator<LayoutKey> ORDER =
      Comparator.<LayoutKey>comparingInt(key -> key.file)
          .thenComparing(key -> key.hash, Long::compareUnsigned)
          .thenComparing(key -> key.name);

  private final int file;
  private final long hash;
  private final String name;

  /**
   * Names a place.
   *
   * @param file number of the output partition
   * @param hash seeded hash that orders images; unsigned
   * @param name tells equal hashes apart
   */
  LayoutKey(int file, long hash, String name) {
    this.file = file;
    this.hash = hash;
    this.name = name;
  }

  int file() {
    return file;
  }

  @Override
  public int compareTo(LayoutKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LayoutKey && compareTo((LayoutKey) other) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash) ^ name.hashCode();
  }
}
