package io.latentlake.image.ingest;

import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.util.Objects;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Reads the bytes of items, on an executor. One per task. */
final class ItemFiles implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Broadcast, so that an executor unpacks it once and not for every task. */
  private final Broadcast<SerializableConfiguration> hadoop;

  /** File system of the previous file, which the next one usually shares. */
  private transient FileSystem last;

  ItemFiles(SparkSession spark) {
    this.hadoop =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
  }

  /**
   * Reads the bytes of an item, from its row or from its location.
   *
   * @throws IOException if storage failed in a way that trying again may mend
   */
  byte[] content(Row item, ImagePreparation preparation)
      throws IOException, ImageRejectedException {
    byte[] content = item.getAs(Items.CONTENT);
    if (content == null) {
      return read(
          item.getAs(Items.URI), item.getAs(Items.ENTRY), item.getAs(Items.BYTES), preparation);
    }
    preparation.requireBytes(content.length);
    return content;
  }

  /** The bytes of an item one after another, however many they are. */
  InputStream open(Row item) throws IOException {
    Row entry = item.getStruct(Items.SCHEMA.fieldIndex(Items.ENTRY));
    Path path = path(item.getString(Items.SCHEMA.fieldIndex(Items.URI)), entry);
    return open(fileSystem(path), path, entry);
  }

  /**
   * The bytes of a file.
   *
   * @param entry its position if it is in an archive; otherwise null
   * @param bytes its length as it was listed
   * @throws IOException if storage failed in a way that trying again may mend
   */
  byte[] read(String uri, Row entry, long bytes, ImagePreparation preparation)
      throws IOException, ImageRejectedException {
    preparation.requireBytes(bytes);
    Path path = path(uri, entry);
    FileSystem files;
    try {
      files = fileSystem(path);
    } catch (UnsupportedFileSystemException | IllegalArgumentException e) {
      // A manifest may name any storage, and unknown hosts
      throw new ImageRejectedException(RejectReason.UNREADABLE, e.toString());
    }
    try (DataInputStream in = open(files, path, entry)) {
      byte[] content = new byte[(int) bytes];
      in.readFully(content);
      if (in.read() >= 0) {
        throw new ImageRejectedException(
            RejectReason.CORRUPT, "longer than the " + bytes + " bytes it was listed with");
      }
      return content;
    } catch (FileNotFoundException e) {
      // Local file systems report this also for a file without read permission.
      throw new ImageRejectedException(
          files.exists(path) ? RejectReason.UNREADABLE : RejectReason.MISSING, e.getMessage());
    } catch (AccessControlException | ChecksumException e) {
      throw new ImageRejectedException(RejectReason.UNREADABLE, e.getMessage());
    } catch (EOFException e) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, "shorter than the " + bytes + " bytes it was listed with");
    } catch (ZipException e) {
      throw new ImageRejectedException(RejectReason.CORRUPT, e.getMessage());
    }
  }

  private static Path path(String uri, Row entry) {
    return new Path(entry == null ? uri : ArchiveEntry.of(entry).archive());
  }

  private static DataInputStream open(FileSystem files, Path path, Row entry) throws IOException {
    DataInputStream in = open(files, path);
    if (entry == null) {
      return in;
    }
    try {
      ArchiveEntry place = ArchiveEntry.of(entry);
      if (in instanceof Seekable) {
        ((Seekable) in).seek(place.offset());
      } else {
        in.skipNBytes(place.offset());
      }
      return new DataInputStream(place.content(in)) {
        @Override
        public void close() throws IOException {
          super.close();
          // Streams over a part leave the whole open
          in.close();
        }
      };
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private FileSystem fileSystem(Path path) throws IOException {
    URI uri = path.toUri();
    if (last == null
        || !Objects.equals(last.getUri().getScheme(), uri.getScheme())
        || !Objects.equals(last.getUri().getAuthority(), uri.getAuthority())) {
      last = path.getFileSystem(hadoop.value().value());
    }
    return last;
  }

  /**
   * Hadoop's local file system looks for a checksum file, which takes longer than decoding a small
   * image. If there is none, a plain stream gives the same bytes.
   */
  private static DataInputStream open(FileSystem files, Path path) throws IOException {
    if (files instanceof LocalFileSystem) {
      File file = ((LocalFileSystem) files).pathToFile(path);
      if (!new File(file.getParentFile(), "." + file.getName() + ".crc").exists()) {
        return new DataInputStream(new FileInputStream(file));
      }
    }
    return files.open(path);
  }
}
