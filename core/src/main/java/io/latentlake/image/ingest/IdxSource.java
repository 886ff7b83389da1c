package io.latentlake.image.ingest;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * IDX files of images, with the labels beside them: {@code train-images-idx3-ubyte} and {@code
 * train-labels-idx1-ubyte}, also gzipped. The name before {@code images} gives the split ({@code
 * t10k} is MNIST's word for test); an image's id is the file's name and its number in it.
 */
final class IdxSource implements ImageSource {
  private static final String IMAGES = "images";
  private static final int SLICE = 5_000;

  private final SparkSession spark;
  private final List<FileStatus> files;
  private final DataOptions options;

  IdxSource(SparkSession spark, List<FileStatus> files, DataOptions options) {
    this.spark = spark;
    this.files = files;
    this.options = options;
  }

  static boolean isImages(Path path) {
    return path.getName().matches(".*images[-.]idx3-ubyte(\\.gz)?");
  }

  @Override
  public Dataset<Row> items() {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    List<Slice> slices = new ArrayList<>();
    List<Row> faults = new ArrayList<>();
    for (FileStatus file : files) {
      try {
        slices.addAll(slices(conf, file));
      } catch (ImageRejectedException e) {
        faults.add(
            new Items.Builder(file.getPath().getName(), file.getPath().toString())
                .set(Items.BYTES, file.getLen())
                .fault(e.reason(), e.getMessage())
                .row());
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + file.getPath() + " failed", e);
      }
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration hadoop = new SerializableConfiguration(conf);
    Dataset<Row> images =
        spark.createDataFrame(
            context
                .parallelize(
                    IntStream.range(0, slices.size()).boxed().toList(), Math.max(1, slices.size()))
                .flatMap(index -> new Reader(slices.get(index), hadoop.value())),
            Items.SCHEMA);
    return faults.isEmpty() ? images : images.union(spark.createDataFrame(faults, Items.SCHEMA));
  }

  private List<Slice> slices(Configuration conf, FileStatus status)
      throws IOException, ImageRejectedException {
    Path path = status.getPath();
    IdxFile images = IdxFile.open(conf, path.toString(), status.getLen(), IdxFile.IMAGES);
    if (images.itemBytes() > Math.min(options.maxPixels(), options.maxBytes())) {
      throw new ImageRejectedException(
          RejectReason.TOO_MANY_PIXELS,
          "the header claims images of " + images.height() + "x" + images.width());
    }
    if (images.gzipped() && !images.plausible()) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT,
          images.bytes()
              + " bytes claim "
              + images.count()
              + " images of "
              + images.height()
              + "x"
              + images.width()
              + ", which only blank images would fit into");
    }
    IdxFile labels = labels(conf, path);
    if (labels != null && labels.count() != images.count()) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT,
          "claims "
              + images.count()
              + " images, "
              + labels.uri()
              + " "
              + labels.count()
              + " labels");
    }
    String prefix = path.getName().substring(0, path.getName().indexOf(IMAGES));
    String split =
        prefix.startsWith("t10k")
            ? Splits.TEST
            : Splits.endOf(prefix.replaceAll("[^A-Za-z0-9]+$", "")).orElse(null);
    List<Slice> slices = new ArrayList<>();
    // A gzipped file can only be read from its beginning, so by one task.
    int step = images.gzipped() ? Math.max(1, images.count()) : SLICE;
    long there = images.gzipped() ? images.count() : images.itemsThere();
    for (long from = 0; from < images.count(); from += step) {
      // A header may claim any number: everything missing goes to one slice.
      boolean last = from + step > there;
      int to = (int) (last ? images.count() : Math.min(images.count(), from + step));
      slices.add(new Slice(images, labels, split, status.getModificationTime(), (int) from, to));
      if (last) {
        break;
      }
    }
    return slices;
  }

  private static IdxFile labels(Configuration conf, Path images)
      throws IOException, ImageRejectedException {
    FileSystem files = images.getFileSystem(conf);
    String name = images.getName().replace("images", "labels").replace("idx3", "idx1");
    String base = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    // Some copies have a dot in the name, and not always in both images and labels
    String other =
        base.contains("labels.idx1")
            ? base.replace("labels.idx1", "labels-idx1")
            : base.replace("labels-idx1", "labels.idx1");
    for (String candidate : List.of(base, base + ".gz", other, other + ".gz")) {
      Path path = new Path(images.getParent(), candidate);
      if (files.exists(path)) {
        FileStatus status = files.getFileStatus(path);
        try {
          return IdxFile.open(conf, path.toString(), status.getLen(), IdxFile.LABELS);
        } catch (ImageRejectedException e) {
          throw new ImageRejectedException(e.reason(), path.getName() + ": " + e.getMessage());
        }
      }
    }
    return null;
  }

  @Override
  public boolean bringsContent() {
    return true;
  }

  @Override
  public boolean mayRepeatIds() {
    return false;
  }

  /** Some of the images of one file; labels may be null. */
  private record Slice(
      IdxFile images, IdxFile labels, String split, long modified, int from, int to)
      implements Serializable {}

  /** Reads a slice image by image; what is cut off becomes one item with a fault. */
  private static final class Reader implements Iterator<Row> {
    private final Slice slice;
    private final Configuration hadoop;

    /** Null until the first image is asked for. */
    private DataInputStream images;

    /** Null also where there are no labels. */
    private DataInputStream labels;

    private int next;

    Reader(Slice slice, Configuration hadoop) {
      this.slice = slice;
      this.hadoop = hadoop;
      this.next = slice.from();
    }

    @Override
    public boolean hasNext() {
      boolean more = next < slice.to();
      if (!more) {
        close();
      }
      return more;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      String name = new Path(slice.images().uri()).getName() + "#" + next;
      Items.Builder item =
          new Items.Builder(name, slice.images().uri() + "#" + next)
              .set(Items.SPLIT, slice.split())
              .set(Items.MODIFIED, slice.modified());
      try {
        open();
        byte[] pixels = new byte[(int) slice.images().itemBytes()];
        images.readFully(pixels);
        item.set(Items.CONTENT, pixels)
            .set(Items.BYTES, (long) pixels.length)
            .set(Items.RAW_CHANNELS, 1)
            .set(Items.RAW_HEIGHT, slice.images().height())
            .set(Items.RAW_WIDTH, slice.images().width());
        if (labels != null) {
          item.set(Items.LABEL, Integer.toString(labels.readUnsignedByte()));
        }
        next++;
      } catch (EOFException | ZipException e) {
        item.fault(
            RejectReason.CORRUPT,
            "cut off: images or labels "
                + next
                + " to "
                + (slice.to() - 1)
                + " of "
                + slice.images().count()
                + " are not there");
        next = slice.to();
      } catch (IOException e) {
        close();
        throw new UncheckedIOException("reading " + slice.images().uri() + " failed", e);
      }
      return item.row();
    }

    private void open() throws IOException {
      if (images == null) {
        images = slice.images().at(hadoop, next);
        labels = slice.labels() == null ? null : slice.labels().at(hadoop, next);
      }
    }

    private void close() {
      IOUtils.closeStream(images);
      IOUtils.closeStream(labels);
    }
  }
}
