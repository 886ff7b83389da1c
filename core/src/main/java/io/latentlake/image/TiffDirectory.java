package io.latentlake.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The first directory of a TIFF file, or of an EXIF block, which has the same structure. Uses
 * memory only for the directory itself, whatever its entries claim.
 */
final class TiffDirectory {
  static final int ORIENTATION = 274;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;

  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  private static final int BIG_VERSION = 43;

  /**
   * An entry.
   *
   * @param at its offset
   * @param type how its values are stored
   * @param count values it claims
   * @param bytes their length together
   * @param valuesAt offset of its values, which may be outside the file
   */
  record Entry(int at, int type, long count, long bytes, long valuesAt) {
    /** Whether its values are whole numbers. */
    boolean whole() {
      return switch (type) {
        case 1, 3, 4, 6, 7, 8, 9, 13, 16, 17, 18 -> true;
        default -> false;
      };
    }
  }

  private final ByteBuffer file;
  private final boolean big;
  private final int at;
  private final boolean cutOff;
  private final Map<Integer, Entry> entries = new LinkedHashMap<>();

  private TiffDirectory(ByteBuffer file) {
    this.file = file;
    file.order(file.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    this.big = file.getShort(2) == BIG_VERSION;
    long start = big ? file.getLong(8) : file.getInt(4) & 0xffffffffL;
    if (start < 0 || start > file.limit()) {
      throw new IndexOutOfBoundsException(Long.toString(start));
    }
    this.at = (int) start;
    long count = big ? file.getLong(at) : file.getShort(at) & 0xffff;
    long entry = start + (big ? 8 : 2);
    long room = (file.limit() - entry) / entryBytes();
    this.cutOff = count < 0 || count > room;
    for (long i = 0; i < (cutOff ? room : count); i++) {
      add((int) entry);
      entry += entryBytes();
    }
  }

  /**
   * Reads a directory.
   *
   * @param file the whole TIFF structure and nothing else
   * @return its first directory; empty if there is none
   */
  static Optional<TiffDirectory> of(ByteBuffer file) {
    try {
      return Optional.of(new TiffDirectory(file));
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private void add(int entry) {
    int type = file.getShort(entry + 2) & 0xffff;
    long count = big ? file.getLong(entry + 4) : file.getInt(entry + 4) & 0xffffffffL;
    if (type >= TYPE_BYTES.length || TYPE_BYTES[type] == 0 || count < 0 || count > file.limit()) {
      return;
    }
    long bytes = count * TYPE_BYTES[type];
    int place = entry + entryBytes() - offsetBytes();
    long valuesAt = bytes <= offsetBytes() ? place : offset(place);
    entries.putIfAbsent(
        file.getShort(entry) & 0xffff, new Entry(entry, type, count, bytes, valuesAt));
  }

  private long offset(int place) {
    return big ? file.getLong(place) : file.getInt(place) & 0xffffffffL;
  }

  private int offsetBytes() {
    return big ? 8 : 4;
  }

  /** Where it begins, with the number of its entries. */
  int at() {
    return at;
  }

  /** Bytes to be read as the file's own. */
  ByteBuffer sameOrder(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(file.order());
  }

  /** Whether it claims more entries than the file has room for; those are left out. */
  boolean cutOff() {
    return cutOff;
  }

  boolean big() {
    return big;
  }

  int entryBytes() {
    return big ? 20 : 12;
  }

  /** The valid entries; the first of each tag. */
  Map<Integer, Entry> entries() {
    return entries;
  }

  /** How many values a tag has. */
  long count(int tag) {
    return entries.containsKey(tag) ? entries.get(tag).count() : 0;
  }

  /** An integer among the values of a tag; empty if there is none. */
  Optional<Long> value(int tag, int index) {
    return place(tag, index).flatMap(place -> number(entries.get(tag).type(), place));
  }

  /** Offset of a value of a tag; empty if there is none. */
  Optional<Integer> place(int tag, int index) {
    Entry entry = entries.get(tag);
    if (entry == null || index >= entry.count()) {
      return Optional.empty();
    }
    int width = TYPE_BYTES[entry.type()];
    long start = entry.valuesAt() + (long) index * width;
    return start < 0 || start + width > file.limit() ? Optional.empty() : Optional.of((int) start);
  }

  private Optional<Long> number(int type, int place) {
    return switch (type) {
      case 1, 6, 7 -> Optional.of(file.get(place) & 0xffL);
      case 3, 8 -> Optional.of(file.getShort(place) & 0xffffL);
      case 4, 9, 13 -> Optional.of(file.getInt(place) & 0xffffffffL);
      case 16, 17, 18 -> Optional.of(file.getLong(place));
      default -> Optional.empty();
    };
  }
}
