package io.latentlake.table;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.latentlake.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Removes images from every table that names them; ingest then keeps them out.
 *
 * <p>Writes the list of forgotten images first, then rewrites each run that names such an image,
 * {@code images} and {@code rejects} of an image set together. After an interruption it can be run
 * again; finished work is not repeated.
 */
public final class Forgetting implements AutoCloseable {
  private static final int SHOWN = 20;
  private static final String LEAVING = "leaving";

  private final SparkSession spark;
  private final TableStore store;
  private final Optional<String> folder;
  private final List<String> dataIds;
  private final Dataset<Row> ids;

  private Forgetting(
      SparkSession spark,
      TableStore store,
      Optional<String> folder,
      List<String> dataIds,
      Dataset<Row> ids) {
    this.spark = spark;
    this.store = store;
    this.folder = folder;
    this.dataIds = dataIds;
    this.ids = ids;
  }

  /**
   * Prepares to forget; to be closed afterwards.
   *
   * @param spark runs the work
   * @param store the tables
   * @param options which images
   * @param dataId the image set they are in, unless the options name every one
   * @param dataPath source of the image set, if known; identifies rejects of the images
   * @return the work, not yet begun
   * @throws IllegalArgumentException if no id is given
   * @throws InvalidTableException if there is no such image set
   */
  public static Forgetting of(
      SparkSession spark,
      TableStore store,
      ForgetOptions options,
      String dataId,
      Optional<String> dataPath) {
    List<String> dataIds = dataIds(store, options, dataId);
    Dataset<Row> ids = ids(spark, options).persist();
    if (ids.isEmpty()) {
      ids.unpersist();
      throw new IllegalArgumentException(
          "no image is given; set forget.image-ids, or forget.image-ids-file to a file with one id"
              + " per line");
    }
    return new Forgetting(
        spark, store, dataPath.map(path -> folderOfIds(spark, path)), dataIds, ids);
  }

  private static List<String> dataIds(TableStore store, ForgetOptions options, String dataId) {
    TreeSet<String> found = new TreeSet<>();
    Stream.concat(ImageMentions.TABLES.stream(), Stream.of(ForgottenTable.NAME))
        .flatMap(table -> store.keys(TableKey.of(table)).stream())
        .forEach(key -> found.add(key.parts().get(0).value()));
    if (found.isEmpty()) {
      throw new InvalidTableException(
          "there is no table of any image set; set output.path to the folder that holds the"
              + " tables");
    }
    if (options.everyDataId()) {
      return List.copyOf(found);
    }
    if (!found.contains(dataId)) {
      throw new InvalidTableException(
          "there is no table of image set "
              + dataId
              + "; set data.id to one of "
              + found.stream().limit(SHOWN).toList()
              + ", or forget.every-data-id to true");
    }
    return List.of(dataId);
  }

  private static Dataset<Row> ids(SparkSession spark, ForgetOptions options) {
    Dataset<Row> ids =
        spark.createDataset(options.imageIds(), Encoders.STRING()).toDF(ImageMentions.IMAGE_ID);
    if (options.imageIdsFile().isPresent()) {
      ids = ids.union(LiteralPaths.read(spark).text(existing(spark, options.imageIdsFile().get())));
    }
    return ids.where(col(ImageMentions.IMAGE_ID).notEqual("")).distinct();
  }

  private static String existing(SparkSession spark, String file) {
    Path path = new Path(file);
    try {
      if (!path.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(path)) {
        throw new IllegalArgumentException(
            "forget.image-ids-file is " + file + ", which does not exist");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("reaching " + file + " failed", e);
    }
  }

  /** The folder that ids are relative to: that of the images or of their manifest. */
  private static String folderOfIds(SparkSession spark, String dataPath) {
    Path path = new Path(dataPath);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      Path found = files.makeQualified(path);
      boolean manifest = files.exists(found) && files.getFileStatus(found).isFile();
      return (manifest ? found.getParent() : found).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("reaching " + dataPath + " failed", e);
    }
  }

  /**
   * The image sets that are searched.
   *
   * @return their ids
   */
  public List<String> dataIds() {
    return dataIds;
  }

  /**
   * Searches for the images; changes nothing.
   *
   * @return the runs that name one
   */
  public List<ForgetResult.Affected> search() {
    try (ImageMentions mentions = ImageMentions.find(store, dataIds, ids, folder)) {
      return mentions.affected();
    }
  }

  /**
   * Forgets the images.
   *
   * @param runId the run; ids of later runs sort later
   * @param now milliseconds since 1970
   * @param progress reports how many runs are rewritten
   * @return what was removed
   */
  public ForgetResult run(String runId, long now, Progress progress) {
    try (ImageMentions mentions = ImageMentions.find(store, dataIds, ids, folder)) {
      List<ForgetResult.Affected> affected = mentions.affected();
      Dataset<Row> absent = hashed(without(ids, mentions.imageIds(), ImageMentions.IMAGE_ID));
      Dataset<Row> unknown = without(absent, keptOut(dataIds), ForgottenTable.IMAGE_ID_SHA256);
      long absentCount = absent.count();
      long unknownCount = unknown.count();
      List<String> shown =
          unknown
              .select(ImageMentions.IMAGE_ID)
              .orderBy(ImageMentions.IMAGE_ID)
              .limit(SHOWN)
              .as(Encoders.STRING())
              .collectAsList();
      for (String dataId : dataIds) {
        keepOut(dataId, runId, now);
      }
      List<ForgetResult.Rewritten> rewritten = rewrite(affected, mentions, runId, progress);
      List<String> unfinished = new ArrayList<>();
      int retired = 0;
      for (TableKey key : keys()) {
        retired += store.retireSuperseded(key, runId);
        store.otherRuns(key).forEach(run -> unfinished.add(run.toString()));
      }
      return new ForgetResult(
          ids.count(),
          absentCount - unknownCount,
          unknownCount,
          shown,
          rewritten,
          dataIds,
          retired,
          unfinished);
    }
  }

  /**
   * Which hashes may be those of the images; a few files are named by such.
   *
   * @param beginnings the first digits of some SHA-256, as many of each
   * @return those with which the hash of an image begins
   */
  public List<String> begunBy(List<String> beginnings) {
    if (beginnings.isEmpty()) {
      return List.of();
    }
    Dataset<Row> given = spark.createDataset(beginnings, Encoders.STRING()).toDF(LEAVING);
    Dataset<Row> leaving =
        hashed(ids)
            .select(
                col(ForgottenTable.IMAGE_ID_SHA256)
                    .substr(1, beginnings.get(0).length())
                    .as(LEAVING));
    return given
        .join(leaving, new String[] {LEAVING}, "left_semi")
        .as(Encoders.STRING())
        .collectAsList();
  }

  /** Adds the images to an image set's list; existing entries stay unchanged. */
  private void keepOut(String dataId, String runId, long now) {
    TableKey list = ForgottenTable.key(dataId);
    CommitCondition unchanged = store.unchanged(list);
    Dataset<Row> before = keptOut(List.of(dataId));
    Dataset<Row> fresh =
        without(hashed(ids), before, ForgottenTable.IMAGE_ID_SHA256)
            .select(col(ForgottenTable.IMAGE_ID_SHA256), lit(now).as(ForgottenTable.FORGOTTEN_AT));
    if (!fresh.isEmpty()) {
      TableWrite longer = new TableWrite(before.union(fresh).coalesce(1), list, Map.of());
      store.writeTogether(List.of(longer), runId, unchanged);
    }
  }

  private Dataset<Row> keptOut(List<String> of) {
    Dataset<Row> list = spark.createDataFrame(List.of(), ForgottenTable.SCHEMA);
    for (String dataId : of) {
      TableKey key = ForgottenTable.key(dataId);
      if (store.exists(key)) {
        list =
            list.union(
                store
                    .read(key, ForgottenTable.SCHEMA)
                    .select(ForgottenTable.IMAGE_ID_SHA256, ForgottenTable.FORGOTTEN_AT));
      }
    }
    return list;
  }

  private static Dataset<Row> hashed(Dataset<Row> images) {
    return images.withColumn(
        ForgottenTable.IMAGE_ID_SHA256, ForgottenTable.hash(col(ImageMentions.IMAGE_ID)));
  }

  /** The rows whose value of a column others do not have. */
  private static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> others, String column) {
    return rows.join(others, new String[] {column}, "left_anti");
  }

  private List<ForgetResult.Rewritten> rewrite(
      List<ForgetResult.Affected> affected,
      ImageMentions mentions,
      String runId,
      Progress progress) {
    // Ingest commits both tables together, so they are replaced together
    Map<String, List<ForgetResult.Affected>> together = new LinkedHashMap<>();
    for (ForgetResult.Affected run : affected) {
      boolean ingested = List.of(ImagesTable.NAME, RejectsTable.NAME).contains(run.key().table());
      together
          .computeIfAbsent(
              ingested ? run.key().parts().toString() : run.key().toString(),
              any -> new ArrayList<>())
          .add(run);
    }
    List<ForgetResult.Rewritten> rewritten = new ArrayList<>();
    try (Progress.Bar bar = progress.begin("forget", affected.size(), "runs")) {
      for (List<ForgetResult.Affected> group : together.values()) {
        List<TableWrite> writes = group.stream().map(run -> rest(run, mentions)).toList();
        CommitCondition unchanged = CommitCondition.NONE;
        for (ForgetResult.Affected run : group) {
          unchanged = unchanged.unchanged(run.key(), List.of(new Path(run.uri())));
        }
        List<WrittenRun> written = store.writeTogether(writes, runId, unchanged);
        for (int i = 0; i < group.size(); i++) {
          rewritten.add(new ForgetResult.Rewritten(group.get(i), written.get(i)));
        }
        bar.advance(group.size());
      }
    }
    return rewritten;
  }

  /** The rows of a run to keep, in the same files and order. */
  private TableWrite rest(ForgetResult.Affected run, ImageMentions mentions) {
    Path folder = new Path(run.uri());
    Dataset<Row> rows = store.fileByFile(folder);
    boolean rejects = run.key().table().equals(RejectsTable.NAME);
    Dataset<Row> kept = rows;
    for (String column :
        rejects ? List.of(ImageMentions.URI) : ImageMentions.idColumns(run.key().table())) {
      Dataset<Row> leaving = broadcast((rejects ? mentions.uris() : ids).toDF(LEAVING));
      Column same = rows.col(column).equalTo(leaving.col(LEAVING));
      if (rejects) {
        same = same.and(rows.col(RejectsTable.REASON).notEqual(RejectReason.FORGOTTEN.text()));
      }
      kept = kept.join(leaving, same, "left_anti");
    }
    boolean images = run.key().table().equals(ImagesTable.NAME);
    return new TableWrite(
        kept,
        run.key(),
        images
            ? ImagesTable.parquetOptions(pixelBytes(rows))
            : AttributionsTable.parquetOptions(run.key()),
        store.madeFrom(folder));
  }

  private static long pixelBytes(Dataset<Row> images) {
    Column pixels =
        col(ImagesTable.HEIGHT)
            .multiply(col(ImagesTable.WIDTH))
            .multiply(col(ImagesTable.CHANNELS));
    Row largest = images.agg(max(pixels)).head();
    return largest.isNullAt(0) ? 1 : largest.getInt(0);
  }

  /** The tables of the image sets that name single images. */
  private List<TableKey> keys() {
    List<TableKey> keys = new ArrayList<>();
    for (String dataId : dataIds) {
      for (String table : ImageMentions.TABLES) {
        keys.add(TableKey.of(table).with(TableKey.DATA_ID, dataId));
      }
    }
    return keys;
  }

  @Override
  public void close() {
    ids.unpersist();
  }
}
