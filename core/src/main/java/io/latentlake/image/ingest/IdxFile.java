package io.latentlake.image.ingest;

import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;

/**
 * An IDX file, the format of MNIST: a magic number, the sizes, the values.
 *
 * @param uri its location; gzipped if its name ends in .gz
 * @param bytes its length
 * @param magic {@link #IMAGES} or {@link #LABELS}
 * @param count items it claims
 * @param height rows of an item; 1 for labels
 * @param width columns of an item; 1 for labels
 */
record IdxFile(String uri, long bytes, int magic, int count, int height, int width)
    implements Serializable {
  static final int IMAGES = 0x803;
  static final int LABELS = 0x801;

  private static final long MOST_BLANK_BYTES = 16L << 20;
  private static final int MOST_TIMES = 500;
  private static final int BUFFER = 1 << 16;
  private static final String GZIPPED = ".gz";

  /** Reads the header. */
  static IdxFile open(Configuration hadoop, String uri, long bytes, int magic)
      throws IOException, ImageRejectedException {
    try (DataInputStream in = stream(hadoop, uri, 0)) {
      int found = in.readInt();
      if (found != magic) {
        throw new ImageRejectedException(
            RejectReason.NOT_AN_IMAGE,
            String.format(
                Locale.ROOT, "magic number is 0x%08x; 0x%08x was expected", found, magic));
      }
      int count = in.readInt();
      int height = magic == IMAGES ? in.readInt() : 1;
      int width = magic == IMAGES ? in.readInt() : 1;
      if (count < 0 || height < 1 || width < 1) {
        throw new ImageRejectedException(
            RejectReason.CORRUPT,
            "the header claims " + count + " items of " + height + "x" + width);
      }
      return new IdxFile(uri, bytes, magic, count, height, width);
    } catch (EOFException | ZipException e) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, "cut off within its header: " + e.getMessage());
    }
  }

  boolean gzipped() {
    return uri.endsWith(GZIPPED);
  }

  long itemBytes() {
    return (long) height * width;
  }

  /** Whole items that a file that is not gzipped has room for. */
  long itemsThere() {
    return Math.max(0, (bytes - headerBytes()) / itemBytes());
  }

  /**
   * Whether a gzipped file can hold as much as it claims. Images of two colours compress less than
   * 200-fold; gzip compresses zeros about 1,000-fold.
   */
  boolean plausible() {
    double content = (double) count * itemBytes();
    return content <= MOST_BLANK_BYTES || content <= MOST_TIMES * (double) bytes;
  }

  private int headerBytes() {
    return magic == IMAGES ? 16 : 8;
  }

  /** Opens the file at an item. */
  DataInputStream at(Configuration hadoop, long item) throws IOException {
    long offset = headerBytes() + item * itemBytes();
    return stream(hadoop, uri, gzipped() ? offset : Math.min(offset, bytes));
  }

  /** Opens a file at an offset in its uncompressed content. */
  private static DataInputStream stream(Configuration hadoop, String uri, long offset)
      throws IOException {
    Path path = new Path(uri);
    FSDataInputStream file = path.getFileSystem(hadoop).open(path);
    try {
      if (!uri.endsWith(GZIPPED)) {
        file.seek(offset);
        return new DataInputStream(new BufferedInputStream(file, BUFFER));
      }
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(new GZIPInputStream(file, BUFFER), BUFFER));
      in.skipNBytes(offset);
      return in;
    } catch (IOException | RuntimeException e) {
      IOUtils.closeStream(file);
      throw e;
    }
  }
}
