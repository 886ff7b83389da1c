package io.latentlake.image.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The directory at the end of a zip file, read entry by entry, so that its length does not matter.
 * {@link java.util.zip.ZipFile} reads only local files, and other readers also read each file's
 * header: one request each on object storage.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">The format's
 *     description, sections 4.3.12 to 4.3.16 and 4.5.3</a>
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final long IN_EXTRA = 0xffffffffL;
  private static final int EXTRA_64 = 1;
  private static final int ENCRYPTED = 1;
  private static final int UTF8 = 1 << 11;

  private final FSDataInputStream in;
  private final long entries;
  private long read;

  /** Bytes before the archive itself, such as a self-extracting program. */
  private final long before;

  /**
   * An entry.
   *
   * @param name as it is written
   * @param method 0 stored, 8 deflated, others as the format numbers them
   * @param offset where its header is in the file
   * @param packed bytes that it takes in the file
   * @param bytes its own length
   */
  record Entry(String name, int method, boolean encrypted, long offset, long packed, long bytes) {}

  /**
   * Finds the directory.
   *
   * @param in the file; left open
   * @param length its length
   * @throws ZipException if there is none
   */
  ZipDirectory(FSDataInputStream in, long length) throws IOException {
    this.in = in;
    long from = Math.max(0, length - END_BYTES - LONGEST_COMMENT);
    ByteBuffer tail = read(from, (int) (length - from));
    int at = tail.limit() - END_BYTES;
    while (at >= 0 && tail.getInt(at) != END) {
      at--;
    }
    if (at < 0) {
      throw new ZipException("it has no directory of a zip file at its end");
    }
    long count = Short.toUnsignedLong(tail.getShort(at + 10));
    long size = Integer.toUnsignedLong(tail.getInt(at + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
    long end = from + at;
    if (at >= LOCATOR_64_BYTES && tail.getInt(at - LOCATOR_64_BYTES) == LOCATOR_64) {
      end = tail.getLong(at - LOCATOR_64_BYTES + 8);
      if (end < 0 || end > length - END_64_BYTES) {
        throw new ZipException("its directory lies outside of it");
      }
      ByteBuffer end64 = read(end, END_64_BYTES);
      if (end64.getInt(0) != END_64) {
        throw new ZipException("its directory is not where it says");
      }
      count = end64.getLong(32);
      size = end64.getLong(40);
      offset = end64.getLong(48);
    }
    before = end - size - offset;
    entries = count;
    if (size < 0 || offset < 0 || before < 0 || count < 0 || count > size / ENTRY_BYTES) {
      throw new ZipException("its directory lies outside of it");
    }
    in.seek(before + offset);
  }

  /** How many entries there are. */
  long entries() {
    return entries;
  }

  boolean hasNext() {
    return read < entries;
  }

  Entry next() throws IOException {
    ByteBuffer fixed = little(in.readNBytes(ENTRY_BYTES));
    if (fixed.limit() < ENTRY_BYTES || fixed.getInt(0) != ENTRY) {
      throw new ZipException("entry " + read + " of its directory is broken");
    }
    read++;
    int flags = fixed.getShort(8);
    byte[] name = in.readNBytes(Short.toUnsignedInt(fixed.getShort(28)));
    ByteBuffer extra = little(in.readNBytes(Short.toUnsignedInt(fixed.getShort(30))));
    in.skipNBytes(Short.toUnsignedLong(fixed.getShort(32)));
    // In the order in which the extra field holds those that do not fit
    long[] wide = {
      Integer.toUnsignedLong(fixed.getInt(24)),
      Integer.toUnsignedLong(fixed.getInt(20)),
      Integer.toUnsignedLong(fixed.getInt(42))
    };
    widen(wide, extra);
    return new Entry(
        text(name, flags),
        Short.toUnsignedInt(fixed.getShort(10)),
        (flags & ENCRYPTED) != 0,
        before + wide[2],
        wide[1],
        wide[0]);
  }

  private static void widen(long[] values, ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      int next = extra.position() + length;
      for (int i = 0; id == EXTRA_64 && i < values.length; i++) {
        if (values[i] == IN_EXTRA && next - extra.position() >= Long.BYTES) {
          values[i] = extra.getLong();
        }
      }
      extra.position(next);
    }
  }

  /** Names without the UTF-8 flag are often UTF-8, otherwise code page 437. */
  private static String text(byte[] name, int flags) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException e) {
      boolean ofPcs = (flags & UTF8) == 0 && Charset.isSupported("IBM437");
      return new String(name, ofPcs ? Charset.forName("IBM437") : StandardCharsets.UTF_8);
    }
  }

  private ByteBuffer read(long from, int length) throws IOException {
    in.seek(from);
    return little(in.readNBytes(length));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
