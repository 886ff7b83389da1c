package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.latentlake.table.RejectReason;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** A tree of folders, as {@link FolderLayout} reads it. */
final class FolderSource implements ImageSource {
  private static final String MASK_KEY = "mask_key";
  private static final String IS_MASK = "is_mask";
  private static final StructType LISTED =
      Items.SCHEMA.add(MASK_KEY, DataTypes.StringType).add(IS_MASK, DataTypes.BooleanType);

  /** A part of the listing: the files of a folder and, if deep, of the folders below it. */
  private record Branch(String folder, boolean deep) implements Serializable {}

  private final SparkSession spark;
  private final Path root;
  private final Set<String> endings;

  FolderSource(SparkSession spark, Path root, List<String> extensions) {
    this.spark = spark;
    this.root = root;
    this.endings = new HashSet<>();
    extensions.forEach(ending -> endings.add(ending.toLowerCase(Locale.ROOT)));
  }

  /** Whether anything below the folder looks like an image; stops at the first that does. */
  boolean holdsImages() {
    FolderWalk walk = FolderWalk.deep(fileSystem(), root);
    while (walk.hasNext()) {
      String name = walk.next().path().getName();
      if (endings.contains(FolderLayout.ending(name).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Dataset<Row> items() {
    List<Branch> branches = new ArrayList<>();
    boolean masks = false;
    try {
      FileSystem files = fileSystem();
      branches.add(new Branch(root.toString(), false));
      for (Path folder : FolderWalk.foldersIn(files, root)) {
        boolean truth = folder.getName().equals(FolderLayout.GROUND_TRUTH);
        masks |= truth;
        if (truth || Splits.of(folder.getName()).isPresent()) {
          branches.add(new Branch(folder.toString(), false));
          for (Path below : FolderWalk.foldersIn(files, folder)) {
            branches.add(new Branch(below.toString(), true));
          }
        } else {
          branches.add(new Branch(folder.toString(), true));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + root + " failed", e);
    }
    Dataset<Row> listed = list(branches);
    return masks ? withMasks(listed) : itemColumns(listed);
  }

  @Override
  public boolean bringsContent() {
    return false;
  }

  @Override
  public boolean mayRepeatIds() {
    return false;
  }

  private Dataset<Row> list(List<Branch> branches) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    String prefix = root.toUri().getPath();
    Set<String> wanted = endings;
    // A folder holds anything from nothing to a million files: a few of them to a task.
    int tasks = Math.min(branches.size(), 8 * spark.sparkContext().defaultParallelism());
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, branches.size()).boxed().toList(), tasks)
            .flatMap(index -> walk(branches.get(index), hadoop, prefix, wanted));
    return spark.createDataFrame(rows, LISTED);
  }

  private static Iterator<Row> walk(
      Branch branch, SerializableConfiguration hadoop, String prefix, Set<String> endings)
      throws IOException {
    Path folder = new Path(branch.folder());
    FileSystem files = folder.getFileSystem(hadoop.value());
    FolderWalk walk =
        branch.deep() ? FolderWalk.deep(files, folder) : FolderWalk.flat(files, folder);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return walk.hasNext();
      }

      @Override
      public Row next() {
        return row(walk.next(), prefix, endings);
      }
    };
  }

  private static Row row(Listed file, String prefix, Set<String> endings) {
    String path = file.path().toUri().getPath();
    String relative = path.substring(prefix.endsWith("/") ? prefix.length() : prefix.length() + 1);
    FolderLayout layout = FolderLayout.of(relative);
    Items.Builder item =
        new Items.Builder(relative, file.path().toString())
            .set(Items.SPLIT, layout.split().orElse(null))
            .set(Items.LABEL, layout.label().orElse(null))
            .set(Items.BYTES, file.bytes())
            .set(Items.MODIFIED, file.modified());
    String ending = FolderLayout.ending(relative);
    boolean wanted = endings.contains(ending.toLowerCase(Locale.ROOT));
    if (!wanted) {
      item.fault(
          RejectReason.OTHER_FILE_TYPE,
          "the ending "
              + (ending.isEmpty() ? "is missing" : ending + " is not among data.extensions"));
    }
    file.fault().ifPresent(fault -> item.fault(fault.reason(), fault.getMessage()));
    Row base = item.row();
    Object[] values = new Object[LISTED.size()];
    for (int i = 0; i < base.size(); i++) {
      values[i] = base.get(i);
    }
    values[LISTED.fieldIndex(MASK_KEY)] = layout.maskKey().orElse(null);
    values[LISTED.fieldIndex(IS_MASK)] = layout.mask() && wanted && file.fault().isEmpty();
    return RowFactory.create(values);
  }

  private static Dataset<Row> withMasks(Dataset<Row> listed) {
    Dataset<Row> images = listed.where(col(IS_MASK).equalTo(false));
    Dataset<Row> masks =
        listed
            .where(col(IS_MASK))
            .groupBy(MASK_KEY)
            .agg(min(struct(col(Items.URI), col(Items.BYTES), col(Items.MODIFIED))).as("mask"));
    Column key = images.col(MASK_KEY).equalTo(masks.col(MASK_KEY));
    Dataset<Row> matched =
        images
            .join(masks, key, "left")
            .drop(masks.col(MASK_KEY))
            .withColumn(Items.MASK_URI, col("mask.uri"))
            .withColumn(Items.MASK_BYTES, col("mask.bytes"))
            .withColumn(Items.MASK_MODIFIED, col("mask.modified"));
    Dataset<Row> lonely =
        listed
            .where(col(IS_MASK))
            .join(images.select(col(MASK_KEY)), new String[] {MASK_KEY}, "left_anti")
            .withColumn(Items.FAULT, lit(RejectReason.MASK_WITHOUT_IMAGE.text()))
            .withColumn(Items.FAULT_DETAIL, lit("no image of the same label and name"));
    return itemColumns(matched).union(itemColumns(lonely));
  }

  private static Dataset<Row> itemColumns(Dataset<Row> rows) {
    Column[] columns = new Column[Items.SCHEMA.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = col(Items.SCHEMA.fieldNames()[i]);
    }
    return rows.select(columns);
  }

  private FileSystem fileSystem() {
    try {
      return root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException("opening " + root + " failed", e);
    }
  }
}
