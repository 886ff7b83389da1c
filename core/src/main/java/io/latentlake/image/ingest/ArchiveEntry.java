package io.latentlake.image.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.utils.BoundedInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Position of a file in an archive, so that it can be read without the rest.
 *
 * @param archive the archive
 * @param offset where it begins, in zip files with its header
 * @param length bytes that it occupies in the archive, without its header
 * @param packing how it is stored
 */
record ArchiveEntry(String archive, long offset, long length, Packing packing) {
  static final StructType SCHEMA =
      new StructType()
          .add("archive", DataTypes.StringType, false)
          .add("offset", DataTypes.LongType, false)
          .add("length", DataTypes.LongType, false)
          .add("packing", DataTypes.StringType, false);

  private static final int ZIP_HEADER = 0x04034b50;
  private static final int ZIP_HEADER_BYTES = 30;
  private static final int NAME_LENGTH = 26;
  private static final int EXTRA_LENGTH = 28;

  /** How an archive stores a file. */
  enum Packing {
    /** As it is. */
    TAR,
    /** As it is, behind a header. */
    ZIP_STORED,
    /** Deflated, behind a header. */
    ZIP_DEFLATED
  }

  static ArchiveEntry of(Row row) {
    return new ArchiveEntry(
        row.getString(0), row.getLong(1), row.getLong(2), Packing.valueOf(row.getString(3)));
  }

  Row row() {
    return RowFactory.create(archive, offset, length, packing.name());
  }

  /**
   * The file itself.
   *
   * @param in the archive, at {@link #offset}
   * @return its bytes, unpacked as they are read
   * @throws ZipException if no file begins there
   */
  InputStream content(InputStream in) throws IOException {
    if (packing == Packing.TAR) {
      return new BoundedInputStream(in, length);
    }
    ByteBuffer header =
        ByteBuffer.wrap(in.readNBytes(ZIP_HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    if (header.limit() < ZIP_HEADER_BYTES || header.getInt(0) != ZIP_HEADER) {
      throw new ZipException("no file begins where the archive's directory states one");
    }
    in.skipNBytes(
        Short.toUnsignedInt(header.getShort(NAME_LENGTH))
            + Short.toUnsignedInt(header.getShort(EXTRA_LENGTH)));
    InputStream stored = new BoundedInputStream(in, length);
    return packing == Packing.ZIP_STORED ? stored : inflated(stored);
  }

  private static InputStream inflated(InputStream stored) {
    Inflater inflater = new Inflater(true);
    // The inflater may ask for a byte after the end
    InputStream padded = new SequenceInputStream(stored, new ByteArrayInputStream(new byte[1]));
    return new InflaterInputStream(padded, inflater) {
      @Override
      public void close() throws IOException {
        inflater.end();
        super.close();
      }
    };
  }
}
