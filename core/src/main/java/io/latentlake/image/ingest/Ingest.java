package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageShape;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.CommitCondition;
import io.latentlake.table.ForgottenTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectReason;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.RowProgress;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.TableWrite;
import io.latentlake.table.WrittenRun;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Ingests images into tables {@code images} and {@code rejects}.
 *
 * <p>Every input item becomes a row of one of the two. Both tables are committed together. Items
 * that the previous ingest decoded under the same options are copied, not decoded again. Forgotten
 * items are rejected unread.
 */
public final class Ingest {
  private static final int ITEMS_PER_TASK = 2_000;
  private static final long BYTES_PER_TASK = 64L << 20;
  private static final int MAX_TASKS = 4_000;

  /** Number of files or images named as examples. */
  private static final int NAMED = 5;

  private final SparkSession spark;
  private final TableStore store;
  private final DataOptions options;
  private final long seed;
  private final ImageSource source;

  private Ingest(
      SparkSession spark, TableStore store, DataOptions options, long seed, ImageSource source) {
    this.spark = spark;
    this.store = store;
    this.options = options;
    this.seed = seed;
    this.source = source;
    store.requireReplaceable(ImagesTable.key(options.id()), ImagesTable.SCHEMA);
    store.requireReplaceable(RejectsTable.key(options.id()), RejectsTable.SCHEMA);
  }

  /**
   * Prepares to ingest {@code data.path}.
   *
   * @param spark runs the work
   * @param store where the tables go
   * @param options what to read, and how to make the images equal
   * @param seed decides the order of the images and which are set aside for validation
   * @return the work, not yet begun
   * @throws InvalidSourceException if the path does not exist, holds no images or lacks a column
   * @throws io.latentlake.table.InvalidTableException if another table is in the way
   */
  public static Ingest of(SparkSession spark, TableStore store, DataOptions options, long seed) {
    return new Ingest(spark, store, options, seed, ImageSources.open(spark, options));
  }

  /**
   * Prepares to ingest a table of images: rows as Spark's {@code binaryFile} or {@code image}
   * source gives them, those of table {@code images} (without masks and factors), or with an {@code
   * image} column of encoded bytes or {@code struct<bytes, path>}.
   *
   * @param spark runs the work
   * @param store where the tables go
   * @param options columns, and how to make the images equal
   * @param seed decides the order of the images and which are set aside for validation
   * @param table the images
   * @return the work, not yet begun
   * @throws InvalidSourceException if no column holds images
   * @throws io.latentlake.table.InvalidTableException if another table is in the way
   */
  public static Ingest of(
      SparkSession spark, TableStore store, DataOptions options, long seed, Dataset<Row> table) {
    ImageSource source =
        new TableSource(spark, table, options, Optional.empty(), List.of(), Optional.empty());
    return new Ingest(spark, store, options, seed, source);
  }

  /**
   * How the structure of the source is interpreted: splits and labels with the number of files. No
   * image is read.
   *
   * @return the lines; none if the source has no structure
   * @throws InvalidSourceException if it could be interpreted in more than one way
   */
  public List<String> understood() {
    return source.understood();
  }

  /**
   * The files to check for changes, if a manifest, or a table in some row, names the images.
   *
   * @return empty if all images are at {@code data.path} itself
   */
  public Optional<ManifestFiles> manifest() {
    return source.manifest();
  }

  /**
   * Does the work.
   *
   * @param runId the run; ids of later runs sort later
   * @param progress shows how many images are decoded
   * @return what was done
   * @throws TooManyRejectsException if more is rejected than the options allow; nothing is written
   * @throws InvalidSourceException if no image can be used
   * @throws Exception if reading or writing failed; nothing is written
   */
  public IngestResult run(String runId, Progress progress) throws Exception {
    TableKey forgotten = ForgottenTable.key(options.id());
    CommitCondition condition = store.unchanged(forgotten, ImagesTable.key(options.id()));
    Dataset<Row> listed =
        JobDescription.during(spark.sparkContext(), "ingest: listing the items", source::items);
    source.understood().forEach(line -> progress.say("ingest: " + line));
    if (!options.trainLabels().isEmpty()) {
      requireTrainLabels(listed);
      listed = PlannedItems.withoutOtherLabels(listed, options);
    }
    if (store.exists(forgotten)) {
      listed = PlannedItems.withoutForgotten(listed, store.read(forgotten, ForgottenTable.SCHEMA));
    }
    if (source.mayRepeatIds()) {
      // Through an RDD, so that the optimiser does not compute these columns at every use.
      listed =
          spark.createDataFrame(PlannedItems.withoutDuplicates(listed).toJavaRDD(), Items.SCHEMA);
    }
    // Listing is slow, its rows are short, and it is used several times.
    listed = keep(listed);
    try {
      return take(listed, condition, runId, progress);
    } finally {
      listed.unpersist();
    }
  }

  private void requireTrainLabels(Dataset<Row> listed) {
    Column learnable =
        PlannedItems.namedSplit(options).notEqual(Splits.TEST).and(col(Items.FAULT).isNull());
    Set<String> labels = new TreeSet<>();
    long unlabelled = 0;
    for (Row label : listed.where(learnable).groupBy(Items.LABEL).count().collectAsList()) {
      if (label.isNullAt(0)) {
        unlabelled = label.getLong(1);
      } else {
        labels.add(label.getString(0));
      }
    }
    for (String label : options.trainLabels()) {
      if (!labels.contains(label)) {
        throw new InvalidSourceException(
            "data.train-labels names "
                + label
                + ", which no image to learn from has; "
                + (labels.isEmpty()
                    ? "none of them has a label"
                    : "their labels are: " + String.join(", ", labels))
                + (unlabelled == 0 || labels.isEmpty()
                    ? ""
                    : "; " + unlabelled + " have no label and are left out by data.train-labels"));
      }
    }
  }

  /** Keeps rows that are short; those that bring an image along are made again when needed. */
  private Dataset<Row> keep(Dataset<Row> rows) {
    return source.bringsContent() ? rows : rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  private IngestResult take(
      Dataset<Row> listed, CommitCondition condition, String runId, Progress progress)
      throws Exception {
    SparkContext context = spark.sparkContext();
    Listing listing =
        JobDescription.during(
            context, "ingest: listing the items", () -> Listing.of(listed, options, seed));
    if (listing.images() == 0) {
      throw new InvalidSourceException(
          "no image can be used: all "
              + listing.items()
              + " items are unusable, for reasons such as: "
              + listing.sampleFault());
    }
    Optional<EarlierIngest> earlier = EarlierIngest.find(spark, store, options.id());
    ImageShape shape =
        JobDescription.during(
            context,
            "ingest: size and colour of the first images",
            () -> shape(listed, listing, earlier, progress));
    Dataset<Row> planned = PlannedItems.plan(listed, options, seed, shape, listing.carve());
    if (earlier.isEmpty()) {
      planned =
          planned.withColumn(
              ItemStatus.COLUMN,
              when(col(Items.FAULT).isNotNull(), ItemStatus.FAULTY).otherwise(ItemStatus.ADDED));
      Map<String, Long> statuses =
          Map.of(
              ItemStatus.ADDED,
              listing.images(),
              ItemStatus.FAULTY,
              listing.items() - listing.images());
      return write(planned, earlier, statuses, 0, shape, listing, condition, runId, progress);
    }
    Dataset<Row> compared = keep(earlier.get().withStatus(planned));
    try {
      String comparing = "ingest: comparing with the previous ingest";
      Map<String, Long> statuses =
          JobDescription.during(context, comparing, () -> countBy(compared, ItemStatus.COLUMN));
      long removed = JobDescription.during(context, comparing, () -> earlier.get().removed(listed));
      return write(
          compared, earlier, statuses, removed, shape, listing, condition, runId, progress);
    } finally {
      compared.unpersist();
    }
  }

  /**
   * The shape that the options set; what they leave open is that of the images that are there
   * already, if some of these stay as they are, so that one more file does not change all others.
   */
  private ImageShape shape(
      Dataset<Row> listed, Listing listing, Optional<EarlierIngest> earlier, Progress progress) {
    ImageShape first = FirstImages.shape(spark, listing.first(), listing.images(), options);
    if (earlier.isEmpty() || FirstImages.wanted(options) == 0) {
      return first;
    }
    List<ImageShape> stored =
        StoredShapes.of(store, earlier.get().images(), ImagesTable.key(options.id()));
    if (stored.size() != 1) {
      return first;
    }
    ImageShape before = FirstImages.given(stored.get(0), options);
    if (before.equals(first)) {
      return first;
    }
    Dataset<Row> planned = PlannedItems.plan(listed, options, seed, before, listing.carve());
    Column unchanged = col(ItemStatus.COLUMN).equalTo(ItemStatus.UNCHANGED);
    if (earlier.get().withStatus(planned).where(unchanged).isEmpty()) {
      return first;
    }
    progress.say(
        "ingest: images stay "
            + before
            + ", the size of those that are there already, although the first is now "
            + first
            + "; set data.height, data.width and data.color, or another data.id, for another");
    return before;
  }

  private IngestResult write(
      Dataset<Row> planned,
      Optional<EarlierIngest> earlier,
      Map<String, Long> statuses,
      long removed,
      ImageShape shape,
      Listing listing,
      CommitCondition condition,
      String runId,
      Progress progress)
      throws Exception {
    ImageLayout layout =
        new ImageLayout(
            listing.rowsBySplit(), shape.values(), spark.sparkContext().defaultParallelism());
    long unchanged = statuses.getOrDefault(ItemStatus.UNCHANGED, 0L);
    try (Progress.Bar bar = progress.begin("ingest", listing.items() - unchanged, "images")) {
      RowProgress counter = new RowProgress(spark.sparkContext(), bar);
      JavaPairRDD<LayoutKey, Row> rows = decoded(planned, shape, layout, listing, counter);
      if (unchanged > 0) {
        rows = rows.union(earlier.orElseThrow().copied(planned, unchanged, layout, seed));
      }
      LaidOutRows laidOut = new LaidOutRows(spark, rows, layout);
      Map<String, Long> reasons =
          JobDescription.during(
              spark.sparkContext(),
              "ingest: decoding " + JobDescription.counted(listing.items() - unchanged, "item"),
              () -> counter.during(laidOut::rejectsByReason));
      requireFewRejects(reasons, listing.items());
      List<WrittenRun> written = write(laidOut, shape, condition.rows(listing.items()), runId);
      return JobDescription.during(
          spark.sparkContext(),
          "ingest: counting the images of each split",
          () -> result(written, shape, reasons, statuses, removed, listing));
    }
  }

  private List<WrittenRun> write(
      LaidOutRows laidOut, ImageShape shape, CommitCondition condition, String runId) {
    List<TableWrite> tables =
        List.of(
            new TableWrite(
                laidOut.images(),
                ImagesTable.key(options.id()),
                ImagesTable.parquetOptions(shape.values())),
            new TableWrite(laidOut.rejects(), RejectsTable.key(options.id()), Map.of()));
    return JobDescription.during(
        spark.sparkContext(),
        "ingest: writing tables images and rejects",
        () -> store.writeTogether(tables, runId, condition));
  }

  private JavaPairRDD<LayoutKey, Row> decoded(
      Dataset<Row> planned,
      ImageShape shape,
      ImageLayout layout,
      Listing listing,
      RowProgress counter) {
    ItemDecoder decoder =
        new ItemDecoder(
            new ImagePreparation(options, shape),
            shape,
            new ItemFiles(spark),
            layout,
            counter.rows());
    Dataset<Row> due = planned.where(col(ItemStatus.COLUMN).notEqual(ItemStatus.UNCHANGED));
    if (!source.bringsContent()) {
      long tasks =
          Math.max(
              1 + Math.max(listing.items() / ITEMS_PER_TASK, listing.bytes() / BYTES_PER_TASK),
              2L * spark.sparkContext().defaultParallelism());
      // By id, which needs no sort to be the same when a lost partition is made again.
      due = due.repartition((int) Math.min(MAX_TASKS, tasks), col(Items.IMAGE_ID));
    }
    return due.toJavaRDD().mapToPair(decoder::decode);
  }

  private void requireFewRejects(Map<String, Long> reasons, long items) {
    long rejects = reasons.values().stream().mapToLong(Long::longValue).sum();
    if (rejects == items) {
      throw new InvalidSourceException(
          "no image can be used: all " + items + " items are rejected, " + reasons);
    }
    // Forgotten images and system files say nothing about the quality of the input
    long faulty =
        rejects
            - reasons.getOrDefault(RejectReason.FORGOTTEN.text(), 0L)
            - reasons.getOrDefault(RejectReason.SYSTEM_FILE.text(), 0L);
    double share = (double) faulty / items;
    if (options.maxRejectFraction().isPresent() && share > options.maxRejectFraction().get()) {
      throw new TooManyRejectsException(
          faulty
              + " of "
              + items
              + " items are rejected, a share of "
              + String.format(Locale.ROOT, "%.4f", share)
              + "; data.max-reject-fraction is "
              + options.maxRejectFraction().get()
              + "; reasons: "
              + reasons);
    }
  }

  private IngestResult result(
      List<WrittenRun> written,
      ImageShape shape,
      Map<String, Long> reasons,
      Map<String, Long> statuses,
      long removed,
      Listing listing) {
    Map<String, Long> bySplit = new TreeMap<>();
    long reduced = 0;
    long masks = 0;
    long emptyMasks = 0;
    long fullMasks = 0;
    long defectsToLearn = 0;
    Dataset<Row> images = store.read(ImagesTable.key(options.id()), ImagesTable.SCHEMA);
    Column mask = col(ImagesTable.MASK);
    for (Row split :
        images
            .groupBy(ImagesTable.SPLIT)
            .agg(
                count(lit(1)),
                sum(when(col(ImagesTable.SOURCE_BITS).gt(8), 1).otherwise(0)),
                count(mask),
                sum(when(MaskContent.empty(mask), 1).otherwise(0)),
                sum(when(MaskContent.full(mask), 1).otherwise(0)))
            .collectAsList()) {
      bySplit.put(split.getString(0), split.getLong(1));
      reduced += split.getLong(2);
      masks += split.getLong(3);
      emptyMasks += split.getLong(4);
      fullMasks += split.getLong(5);
      if (!split.getString(0).equals(Splits.TEST)) {
        defectsToLearn += split.getLong(3) - split.getLong(4);
      }
    }
    return new IngestResult(
        listing.items(),
        written.get(0),
        written.get(1),
        shape,
        bySplit,
        reasons,
        systemFiles(reasons),
        reduced,
        countBy(images.select(explode(col(ImagesTable.NOTES)).as("note")), "note"),
        masks,
        emptyMasks,
        fullMasks,
        defectsToLearn,
        emptyMasks + fullMasks > 0 ? doubtfulMasks(images) : List.of(),
        statuses.getOrDefault(ItemStatus.ADDED, 0L),
        statuses.getOrDefault(ItemStatus.CHANGED, 0L),
        statuses.getOrDefault(ItemStatus.UNCHANGED, 0L),
        statuses.getOrDefault(ItemStatus.RETRIED, 0L),
        removed,
        listing.fingerprint());
  }

  private List<String> systemFiles(Map<String, Long> reasons) {
    if (!reasons.containsKey(RejectReason.SYSTEM_FILE.text())) {
      return List.of();
    }
    return store
        .read(RejectsTable.key(options.id()), RejectsTable.SCHEMA)
        .where(col(RejectsTable.REASON).equalTo(RejectReason.SYSTEM_FILE.text()))
        .select(RejectsTable.URI)
        .orderBy(RejectsTable.URI)
        .limit(NAMED)
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static List<String> doubtfulMasks(Dataset<Row> images) {
    Column mask = col(ImagesTable.MASK);
    return images
        .where(MaskContent.empty(mask).or(MaskContent.full(mask)))
        .select(ImagesTable.IMAGE_ID)
        .orderBy(ImagesTable.IMAGE_ID)
        .limit(NAMED)
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static Map<String, Long> countBy(Dataset<Row> rows, String column) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rows.groupBy(column).count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }
}
