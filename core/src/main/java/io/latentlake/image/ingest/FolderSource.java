package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.latentlake.image.DataOptions;
import io.latentlake.table.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** A tree of folders, interpreted by {@link FolderLayout}. */
final class FolderSource implements ImageSource {
  private static final String KEY = "mask_key";
  private static final String IMAGE_KEY = "image_key";
  private static final String FOLDER_KEY = "mask_folder_key";
  private static final int ID = Items.SCHEMA.fieldIndex(Items.IMAGE_ID);
  static final String ROLE = "role";

  /** Whether a line of metadata is about the file; null where there is no metadata. */
  static final String DESCRIBED = "described";

  static final StructType LISTED =
      Items.SCHEMA
          .add(KEY, DataTypes.StringType)
          .add(IMAGE_KEY, DataTypes.StringType)
          .add(FOLDER_KEY, DataTypes.StringType)
          .add(ROLE, DataTypes.StringType)
          .add(DESCRIBED, DataTypes.BooleanType);

  private final SparkSession spark;
  private final ImageTree tree;
  private final DataOptions options;
  private final List<String> understood = new ArrayList<>();
  private FolderStructure structure;
  private JavaRDD<Row> files;

  FolderSource(SparkSession spark, ImageTree tree, DataOptions options) {
    this.spark = spark;
    this.tree = tree;
    this.options = options;
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
    return understood;
  }

  /** Lists the files once and counts how they are interpreted; refuses ambiguous trees. */
  private void look() {
    if (structure != null) {
      return;
    }
    // Listing is slow and its rows are short. Spark drops them when this source is garbage.
    JavaRDD<Row> listed = tree.files().persist(StorageLevel.MEMORY_AND_DISK());
    files = listed.map(file -> laidOut(file, Map.of()));
    FolderStructure found = structure();
    Map<String, String> masks = found.foldersOfMasks();
    if (!masks.isEmpty()) {
      files = listed.map(file -> laidOut(file, masks));
      found = structure();
    }
    if (found.metadata() > 0) {
      FolderMetadata metadata =
          new FolderMetadata(
              spark,
              listed.filter(file -> FolderMetadata.named(file.getString(ID))).collect(),
              tree.root(),
              options);
      files = metadata.describe(files).persist(StorageLevel.MEMORY_AND_DISK());
      found = structure();
      understood.addAll(metadata.understood());
    }
    found.requireClear(tree, options);
    understood.addAll(0, found.lines());
    structure = found;
  }

  private FolderStructure structure() {
    return files.treeAggregate(new FolderStructure(), FolderSource::count, FolderStructure::merge);
  }

  private static FolderStructure count(FolderStructure structure, Row file) {
    return structure.add(
        FolderLayout.of(file.getString(ID)),
        file.getString(LISTED.fieldIndex(Items.SPLIT)),
        file.getString(LISTED.fieldIndex(Items.LABEL)),
        kind(file),
        Boolean.FALSE.equals(file.get(LISTED.fieldIndex(DESCRIBED))));
  }

  private static FolderStructure.Kind kind(Row file) {
    String fault = file.getString(LISTED.fieldIndex(Items.FAULT));
    if (fault != null) {
      return fault.equals(RejectReason.SYSTEM_FILE.text())
          ? FolderStructure.Kind.SYSTEM
          : FolderStructure.Kind.OTHER;
    }
    return isImage(file) ? FolderStructure.Kind.IMAGE : FolderStructure.Kind.MASK;
  }

  /** Whether a file is an image that may be usable. */
  static boolean isImage(Row file) {
    return file.isNullAt(LISTED.fieldIndex(Items.FAULT))
        && file.getString(LISTED.fieldIndex(ROLE)).equals(FolderLayout.Role.IMAGE.name());
  }

  @Override
  public boolean bringsContent() {
    return false;
  }

  @Override
  public boolean mayRepeatIds() {
    return false;
  }

  private static Row laidOut(Row file, Map<String, String> masks) {
    FolderLayout layout = FolderLayout.of(file.getString(ID), masks);
    Object[] values = new Object[LISTED.size()];
    for (int i = 0; i < file.size(); i++) {
      values[i] = file.get(i);
    }
    values[LISTED.fieldIndex(Items.SPLIT)] = layout.split().orElse(null);
    values[LISTED.fieldIndex(Items.LABEL)] = layout.label().orElse(null);
    values[LISTED.fieldIndex(KEY)] = layout.key();
    values[LISTED.fieldIndex(IMAGE_KEY)] = layout.imageKey();
    values[LISTED.fieldIndex(FOLDER_KEY)] = layout.folderKey().orElse(null);
    // An unusable file is a separate item, whatever its role
    boolean faulty = !file.isNullAt(LISTED.fieldIndex(Items.FAULT));
    values[LISTED.fieldIndex(ROLE)] = (faulty ? FolderLayout.Role.IMAGE : layout.role()).name();
    return RowFactory.create(values);
  }

  /**
   * Gives images their masks: those of the same name, else all in a folder of the image's name.
   * Files that are only named like masks stay images where there is none that they could belong to.
   */
  private static Dataset<Row> withMasks(Dataset<Row> listed) {
    Dataset<Row> sure = listed.where(is(FolderLayout.Role.IMAGE));
    Dataset<Row> named = listed.where(is(FolderLayout.Role.NAMED_LIKE_MASK));
    Dataset<Row> owners = keys(sure);
    Dataset<Row> images =
        sure.unionByName(named.join(owners, one(KEY), "left_anti").withColumn(KEY, col(IMAGE_KEY)));
    Dataset<Row> keys = keys(images);
    Dataset<Row> folders = keys.withColumnRenamed(KEY, FOLDER_KEY);
    Dataset<Row> candidates =
        listed
            .where(is(FolderLayout.Role.MASK))
            .unionByName(named.join(owners, one(KEY), "left_semi"));
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
            .withColumn(Items.MASK_ENTRY, first.getField(Items.MASK_ENTRY))
            .withColumn(
                Items.MORE_MASKS,
                when(size(col("masks")).gt(1), expr("slice(masks, 2, size(masks) - 1)")));
    Dataset<Row> rejected =
        unmatched
            .join(folders, one(FOLDER_KEY), "left_anti")
            .withColumn(Items.FAULT, lit(RejectReason.MASK_WITHOUT_IMAGE.text()))
            .withColumn(Items.FAULT_DETAIL, lit("there is no image of the same label and name"));
    return itemColumns(matched).union(itemColumns(rejected));
  }

  private static Column is(FolderLayout.Role role) {
    return col(ROLE).equalTo(role.name());
  }

  /** What masks of images that may be usable have in common with them. */
  private static Dataset<Row> keys(Dataset<Row> images) {
    return images.where(col(Items.FAULT).isNull()).select(KEY).distinct();
  }

  private static Column mask() {
    return struct(
            col(Items.URI).as(Items.MASK_URI),
            col(Items.BYTES).as(Items.MASK_BYTES),
            col(Items.MODIFIED).as(Items.MASK_MODIFIED),
            col(Items.ENTRY).as(Items.MASK_ENTRY))
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
}
