package io.latentlake.image.ingest;

import io.latentlake.table.RejectReason;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A tar or zip file, as if it were unpacked. One task lists it without reading the files. Files are
 * later read one by one, at most up to the length that their entries state.
 */
final class ArchiveTree implements ImageTree {
  /** More would not fit the task that lists them. */
  private static final int MOST_ENTRIES = 1_000_000;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final SparkSession spark;
  private final Lister lister;

  /**
   * Opens an archive.
   *
   * @param extensions endings of images
   * @throws InvalidSourceException if it does not allow random access
   */
  ArchiveTree(SparkSession spark, Path path, List<String> extensions) {
    this.spark = spark;
    Set<String> endings = new HashSet<>();
    extensions.forEach(ending -> endings.add(ending.toLowerCase(Locale.ROOT)));
    lister =
        new Lister(
            path.toString(),
            endings,
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    try {
      lister.requireArchive();
    } catch (ZipException | EOFException e) {
      throw new InvalidSourceException(
          "data.path is "
              + path
              + ", which cannot be read as an archive: "
              + e.getMessage()
              + "; unpack it and point data.path at the folder",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " failed", e);
    }
  }

  static boolean named(String name) {
    String ending = FolderLayout.ending(name).toLowerCase(Locale.ROOT);
    return ending.equals("zip") || ending.equals("tar");
  }

  @Override
  public String root() {
    return lister.root();
  }

  @Override
  public String first() {
    return "unpack it and ";
  }

  @Override
  public JavaRDD<Row> files() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(lister), 1)
        .flatMap(Lister::items);
  }

  /** Lists an archive, on an executor. */
  private record Lister(String path, Set<String> endings, SerializableConfiguration hadoop)
      implements Serializable {
    String root() {
      return path + "!";
    }

    void requireArchive() throws IOException {
      FileStatus file = file();
      try (FSDataInputStream in = open()) {
        if (zip()) {
          long entries = new ZipDirectory(in, file.getLen()).entries();
          if (entries > MOST_ENTRIES) {
            throw new ZipException("it holds " + entries + " files; at most " + MOST_ENTRIES);
          }
        } else {
          firstOf(new TarArchiveInputStream(in));
        }
      }
    }

    private static void firstOf(TarArchiveInputStream tar) throws IOException {
      try {
        if (tar.getNextTarEntry() == null) {
          throw new ZipException("it holds no files");
        }
      } catch (IOException | IllegalArgumentException e) {
        throw (IOException) new ZipException("it is not a tar file").initCause(e);
      }
    }

    Iterator<Row> items() throws IOException {
      List<Row> items = new ArrayList<>();
      Set<String> names = new HashSet<>();
      FileStatus file = file();
      try (FSDataInputStream in = open()) {
        if (zip()) {
          ZipDirectory directory = new ZipDirectory(in, file.getLen());
          while (directory.hasNext()) {
            ZipDirectory.Entry entry = directory.next();
            if (!entry.name().endsWith("/")) {
              items.add(item(entry, file, names));
            }
          }
        } else {
          tarItems(new Seeking(in, file.getLen()), file, names, items);
        }
      }
      return items.iterator();
    }

    private Row item(ZipDirectory.Entry entry, FileStatus file, Set<String> names) {
      ArchiveEntry.Packing packing =
          entry.method() == STORED
              ? ArchiveEntry.Packing.ZIP_STORED
              : ArchiveEntry.Packing.ZIP_DEFLATED;
      ArchiveEntry place = new ArchiveEntry(path, entry.offset(), entry.packed(), packing);
      Items.Builder item = item(entry.name(), entry.bytes(), file, place, names);
      if (!item.faulty() && entry.encrypted()) {
        item.fault(RejectReason.UNREADABLE, "is encrypted; unpack the archive");
      }
      if (!item.faulty() && entry.method() != STORED && entry.method() != DEFLATED) {
        item.fault(
            RejectReason.UNSUPPORTED,
            "is compressed by method "
                + entry.method()
                + " of zip; supported are 0, stored, and 8, deflated");
      }
      return item.row();
    }

    private void tarItems(Seeking in, FileStatus file, Set<String> names, List<Row> items)
        throws IOException {
      TarArchiveInputStream tar = new TarArchiveInputStream(in);
      try {
        for (TarArchiveEntry entry = tar.getNextTarEntry();
            entry != null;
            entry = tar.getNextTarEntry()) {
          if (!entry.isDirectory()) {
            requireFew(items.size());
            items.add(item(entry, in.position(), file, names));
          }
        }
      } catch (EOFException | IllegalArgumentException e) {
        items.add(brokenOff(file, items.size(), e));
      } catch (IOException e) {
        // A fault of the archive; other failures are those of the storage
        if (!(e.getCause() instanceof IllegalArgumentException)
            && !String.valueOf(e.getMessage()).startsWith("Truncated")) {
          throw e;
        }
        items.add(brokenOff(file, items.size(), e));
      }
    }

    private static void requireFew(int entries) {
      if (entries >= MOST_ENTRIES) {
        throw new IllegalStateException(
            "an archive may hold " + MOST_ENTRIES + " files; unpack this one");
      }
    }

    private Row item(TarArchiveEntry entry, long offset, FileStatus file, Set<String> names) {
      ArchiveEntry place =
          new ArchiveEntry(path, offset, entry.getSize(), ArchiveEntry.Packing.TAR);
      Items.Builder item = item(entry.getName(), entry.getSize(), file, place, names);
      if (!item.faulty() && !entry.isFile()) {
        item.fault(RejectReason.UNREADABLE, "is a link or device, not a file");
      }
      if (!item.faulty() && (entry.isSparse() || entry.isSymbolicLink() || entry.isLink())) {
        item.fault(RejectReason.UNREADABLE, "is a link or has holes; unpack the archive");
      }
      return item.row();
    }

    private Row brokenOff(FileStatus file, int entries, Exception why) {
      return new Items.Builder(file.getPath().getName(), path)
          .set(Items.BYTES, file.getLen())
          .set(Items.MODIFIED, file.getModificationTime())
          .fault(
              RejectReason.CORRUPT,
              "the archive is cut off after " + entries + " files: " + why.getMessage())
          .row();
    }

    /**
     * If an archive was rewritten, all its files count as changed, because their own times are
     * unreliable.
     */
    private Items.Builder item(
        String written, long bytes, FileStatus file, ArchiveEntry place, Set<String> names) {
      String name = written.indexOf('/') < 0 ? written.replace('\\', '/') : written;
      while (name.startsWith("./")) {
        name = name.substring(2);
      }
      List<String> parts = Arrays.asList(name.split("/"));
      boolean system = parts.stream().anyMatch(Listed::isSystem);
      Items.Builder item =
          ImageTree.item(name, root() + "/" + name, system, endings)
              .set(Items.BYTES, bytes)
              .set(Items.MODIFIED, file.getModificationTime())
              .set(Items.ENTRY, place.row());
      if (name.startsWith("/") || parts.contains("..") || parts.contains("")) {
        item.fault(RejectReason.UNREADABLE, "its name leads out of the archive");
      } else if (!item.faulty() && !names.add(name)) {
        item.fault(RejectReason.DUPLICATE_ID, "the archive holds another file of that name");
      }
      return item;
    }

    private boolean zip() {
      return FolderLayout.ending(path).equalsIgnoreCase("zip");
    }

    private FileStatus file() throws IOException {
      return files().getFileStatus(new Path(path));
    }

    private FSDataInputStream open() throws IOException {
      return files().open(new Path(path));
    }

    private FileSystem files() throws IOException {
      Configuration configuration = hadoop.value();
      return new Path(path).getFileSystem(configuration);
    }
  }

  /** Seeks instead of reading when bytes are skipped. */
  private static final class Seeking extends FilterInputStream {
    private final FSDataInputStream file;
    private final long length;

    Seeking(FSDataInputStream file, long length) {
      super(file);
      this.file = file;
      this.length = length;
    }

    long position() throws IOException {
      return file.getPos();
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = Math.max(0, Math.min(bytes, length - position()));
      file.seek(position() + skipped);
      return skipped;
    }
  }
}
