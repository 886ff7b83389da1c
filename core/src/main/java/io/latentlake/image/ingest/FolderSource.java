package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

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
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/** A tree of folders, as {@link FolderLayout} reads it. */
final class FolderSource implements ImageSource {
  private static final String KEY = "mask_key";
  private static final String FOLDER_KEY = "mask_folder_key";
  private static final String ROLE = "role";
  private static final StructType LISTED =
      Items.SCHEMA
          .add(KEY, DataTypes.StringType)
          .add(FOLDER_KEY, DataTypes.StringType)
          .add(ROLE, DataTypes.StringType);

  /** A part of the listing: the files of a folder and, if deep, of the folders below it. */
  private record Branch(String folder, boolean deep) implements Serializable {}

  private final SparkSession spark;
  private final Path root;
  private final Set<String> endings;

  private final boolean splitGiven;
  private FolderStructure structure;
  private JavaRDD<Row> files;

  /**
   * Opens a tree.
   *
   * @param extensions endings of images
   * @param splitGiven whether the options say which split images without one belong to
   */
  FolderSource(SparkSession spark, Path root, List<String> extensions, boolean splitGiven) {
    this.splitGiven = splitGiven;
    this.spark = spark;
    this.root = root;
    this.endings = new HashSet<>();
    extensions.forEach(ending -> endings.add(ending.toLowerCase(Locale.ROOT)));
  }

  /** Whether anything below the folder looks like an image; stops at the first that does. */
  boolean holdsImages() {
    FolderWalk walk = FolderWalk.everything(fileSystem(), root, true);
    while (walk.hasNext()) {
      Listed file = walk.next();
      String name = file.path().getName();
      if (!file.system() && endings.contains(FolderLayout.ending(name).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Dataset<Row> items() {
    look();
    Dataset<Row> listed = spark.createDataFrame(files, LISTED);
    return structure.masks() ? withMasks(listed) : itemColumns(listed);
  }

  @Override
  public List<String> understood() {
    look();
    return structure.lines();
  }

  /** Lists the files, once, and says what they were taken for; refuses what is ambiguous. */
  private void look() {
    if (structure != null) {
      return;
    }
    // Listing is slow and its rows are short. Spark lets go of them when this source is gone.
    files = list(branches()).persist(StorageLevel.MEMORY_AND_DISK());
    FolderStructure found =
        files.treeAggregate(new FolderStructure(), FolderSource::count, FolderStructure::merge);
    found.requireClear(root.toString(), splitGiven);
    structure = found;
  }

  private static FolderStructure count(FolderStructure structure, Row file) {
    FolderLayout layout = FolderLayout.of(file.getString(LISTED.fieldIndex(Items.IMAGE_ID)));
    return structure.add(
        layout,
        !file.isNullAt(LISTED.fieldIndex(Items.FAULT))
            ? FolderStructure.Kind.OTHER
            : layout.role() == FolderLayout.Role.IMAGE
                ? FolderStructure.Kind.IMAGE
                : FolderStructure.Kind.MASK);
  }

  private List<Branch> branches() {
    List<Branch> branches = new ArrayList<>();
    try {
      branch(fileSystem(), root, branches);
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + root + " failed", e);
    }
    return branches;
  }

  /** Folders that say what lies in them have few others below, each worth a task. */
  private static void branch(FileSystem files, Path folder, List<Branch> branches)
      throws IOException {
    branches.add(new Branch(folder.toString(), false));
    for (Path below : FolderWalk.foldersOfImages(files, folder)) {
      if (FolderLayout.isKnown(below.getName())) {
        branch(files, below, branches);
      } else {
        branches.add(new Branch(below.toString(), true));
      }
    }
  }

  @Override
  public boolean bringsContent() {
    return false;
  }

  @Override
  public boolean mayRepeatIds() {
    return false;
  }

  private JavaRDD<Row> list(List<Branch> branches) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    String prefix = root.toUri().getPath();
    Set<String> wanted = endings;
    // A folder holds anything from nothing to a million files: a few of them to a task.
    int tasks = Math.min(branches.size(), 8 * spark.sparkContext().defaultParallelism());
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(IntStream.range(0, branches.size()).boxed().toList(), tasks)
        .flatMap(index -> walk(branches.get(index), hadoop, prefix, wanted));
  }

  private static Iterator<Row> walk(
      Branch branch, SerializableConfiguration hadoop, String prefix, Set<String> endings)
      throws IOException {
    Path folder = new Path(branch.folder());
    FileSystem fileSystem = folder.getFileSystem(hadoop.value());
    FolderWalk walk = FolderWalk.everything(fileSystem, folder, branch.deep());
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
    if (file.system()) {
      item.fault(
          RejectReason.SYSTEM_FILE,
          "was left by an operating system or a program; not looked into");
      return row(item, layout);
    }
    String ending = FolderLayout.ending(relative);
    boolean wanted = endings.contains(ending.toLowerCase(Locale.ROOT));
    if (!wanted) {
      item.fault(
          RejectReason.OTHER_FILE_TYPE,
          "the ending "
              + (ending.isEmpty() ? "is missing" : ending + " is not among data.extensions"));
    }
    file.fault().ifPresent(fault -> item.fault(fault.reason(), fault.getMessage()));
    return row(item, layout);
  }

  private static Row row(Items.Builder item, FolderLayout layout) {
    Row base = item.row();
    Object[] values = new Object[LISTED.size()];
    for (int i = 0; i < base.size(); i++) {
      values[i] = base.get(i);
    }
    values[LISTED.fieldIndex(KEY)] = layout.key();
    values[LISTED.fieldIndex(FOLDER_KEY)] = layout.folderKey().orElse(null);
    // What cannot be used is an item of its own, whatever it was meant to be
    FolderLayout.Role role = item.faulty() ? FolderLayout.Role.IMAGE : layout.role();
    values[LISTED.fieldIndex(ROLE)] = role.name();
    return RowFactory.create(values);
  }

  /**
   * Gives images their masks: those of the same name, else all in a folder of the image's name.
   * Files that are only named like masks stay images where there is none that they could belong to.
   */
  private static Dataset<Row> withMasks(Dataset<Row> listed) {
    Column image = col(ROLE).equalTo(FolderLayout.Role.IMAGE.name());
    Dataset<Row> images = listed.where(image);
    Dataset<Row> keys = images.where(col(Items.FAULT).isNull()).select(KEY).distinct();
    Dataset<Row> folders = keys.withColumnRenamed(KEY, FOLDER_KEY);
    Dataset<Row> candidates = listed.where(not(image));
    Dataset<Row> unmatched = candidates.join(keys, one(KEY), "left_anti");
    Dataset<Row> masks =
        candidates
            .join(keys, one(KEY), "left_semi")
            .select(col(KEY), mask())
            .union(
                unmatched
                    .join(folders, one(FOLDER_KEY), "left_semi")
                    .select(col(FOLDER_KEY), mask()))
            .groupBy(KEY)
            .agg(sort_array(collect_list("mask")).as("masks"));
    Column first = element_at(col("masks"), 1);
    Dataset<Row> matched =
        images
            .join(masks, one(KEY), "left")
            .withColumn(Items.MASK_URI, first.getField(Items.MASK_URI))
            .withColumn(Items.MASK_BYTES, first.getField(Items.MASK_BYTES))
            .withColumn(Items.MASK_MODIFIED, first.getField(Items.MASK_MODIFIED))
            .withColumn(
                Items.MORE_MASKS,
                when(size(col("masks")).gt(1), expr("slice(masks, 2, size(masks) - 1)")));
    Dataset<Row> lonely = unmatched.join(folders, one(FOLDER_KEY), "left_anti");
    Column named = col(ROLE).equalTo(FolderLayout.Role.NAMED_LIKE_MASK.name());
    Dataset<Row> rejected =
        lonely
            .where(not(named))
            .withColumn(Items.FAULT, lit(RejectReason.MASK_WITHOUT_IMAGE.text()))
            .withColumn(Items.FAULT_DETAIL, lit("no image of the same label and name"));
    return itemColumns(matched)
        .union(itemColumns(lonely.where(named)))
        .union(itemColumns(rejected));
  }

  private static Column mask() {
    return struct(
            col(Items.URI).as(Items.MASK_URI),
            col(Items.BYTES).as(Items.MASK_BYTES),
            col(Items.MODIFIED).as(Items.MASK_MODIFIED))
        .as("mask");
  }

  private static String[] one(String column) {
    return new String[] {column};
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
