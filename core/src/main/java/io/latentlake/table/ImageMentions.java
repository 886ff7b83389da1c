package io.latentlake.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Finds the rows of image sets that name given images; reads only the columns with ids and paths.
 */
final class ImageMentions implements AutoCloseable {
  /** Tables with a row for an image, by its id. */
  private static final List<String> TABLES_BY_ID =
      List.of(
          ImagesTable.NAME,
          ScoresTable.NAME,
          EmbeddingsTable.NAME,
          NeighboursTable.NAME,
          ClustersTable.NAME,
          AttributionsTable.NAME,
          AttributionQualityTable.NAME);

  /** Tables that name images; their outermost folders name the image set. */
  static final List<String> TABLES =
      Stream.concat(TABLES_BY_ID.stream(), Stream.of(RejectsTable.NAME)).toList();

  static final String IMAGE_ID = ImagesTable.IMAGE_ID;
  static final String URI = ImagesTable.URI;

  /** Columns with image ids of each table that names two images in a row. */
  private static final Map<String, List<String>> PAIRS =
      Map.of(NeighboursTable.NAME, List.of(IMAGE_ID, NeighboursTable.NEIGHBOUR_ID));

  private static final List<String> LEVELS =
      List.of(
          TableKey.DATA_ID, TableKey.MODEL_ID, AttributionsTable.METHOD, AttributionsTable.TARGET);

  private static final String TABLE = "table";
  private static final String VALUES = "key_values";

  private final TableStore store;
  private final Dataset<Row> byId;
  private final Dataset<Row> uris;
  private final Dataset<Row> mentions;

  private ImageMentions(
      TableStore store, Dataset<Row> byId, Dataset<Row> uris, Dataset<Row> mentions) {
    this.store = store;
    this.byId = byId;
    this.uris = uris;
    this.mentions = mentions;
  }

  /**
   * Looks for images.
   *
   * @param store the tables
   * @param dataIds image sets to look at
   * @param ids the images, column {@code image_id}, each once
   * @param folder source folder of the images, if known; a reject below it with the name of an
   *     image counts as that image
   * @return what was found, to be closed
   */
  static ImageMentions find(
      TableStore store, List<String> dataIds, Dataset<Row> ids, Optional<String> folder) {
    Dataset<Row> byId = byId(store, dataIds, ids).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> uris =
        uris(ids, folder, byId.where(col(URI).isNotNull()).select(IMAGE_ID, URI))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> mentions =
        withRejects(store, dataIds, byId, uris).persist(StorageLevel.MEMORY_AND_DISK());
    return new ImageMentions(store, byId, uris, mentions);
  }

  private static Dataset<Row> byId(TableStore store, List<String> dataIds, Dataset<Row> ids) {
    Column nowhere = lit(null).cast(DataTypes.StringType);
    Dataset<Row> found =
        ids.select(lit("").as(TABLE), array(lit("")).as(VALUES), col(IMAGE_ID), nowhere.as(URI))
            .where(lit(false));
    for (String table : TABLES_BY_ID) {
      StructType columns = new StructType();
      for (String column : idColumns(table)) {
        columns = columns.add(column, DataTypes.StringType);
      }
      boolean images = table.equals(ImagesTable.NAME);
      Optional<Dataset<Row>> rows =
          rows(store, table, dataIds, images ? columns.add(URI, DataTypes.StringType) : columns);
      if (rows.isPresent()) {
        for (Dataset<Row> named : naming(rows.get(), idColumns(table), ids)) {
          found =
              found.union(
                  named.select(
                      lit(table), values(rows.get()), col(IMAGE_ID), images ? col(URI) : nowhere));
        }
      }
    }
    return found;
  }

  /** Rows that name one of the images, by column; a row that names two is among the first's. */
  private static List<Dataset<Row>> naming(
      Dataset<Row> rows, List<String> columns, Dataset<Row> ids) {
    List<Dataset<Row>> named = new ArrayList<>();
    Dataset<Row> others = rows;
    for (String column : columns) {
      Dataset<Row> leaving = broadcast(ids.withColumnRenamed(IMAGE_ID, column));
      named.add(others.join(leaving, names(column), "left_semi").withColumn(IMAGE_ID, col(column)));
      others = others.join(leaving, names(column), "left_anti");
    }
    return named;
  }

  /**
   * The columns with image ids of a table.
   *
   * @param table one of those with rows for images
   * @return one, or two if a row names two images
   */
  static List<String> idColumns(String table) {
    return PAIRS.getOrDefault(table, List.of(IMAGE_ID));
  }

  /** Real and possible locations of the images, including ids that are locations themselves. */
  private static Dataset<Row> uris(
      Dataset<Row> ids, Optional<String> folder, Dataset<Row> ofImages) {
    Dataset<Row> uris = ofImages.union(ids.select(col(IMAGE_ID), col(IMAGE_ID)));
    if (folder.isPresent()) {
      uris = uris.union(ids.select(col(IMAGE_ID), concat(lit(folder.get() + "/"), col(IMAGE_ID))));
    }
    return uris.dropDuplicates(names(URI));
  }

  private static Dataset<Row> withRejects(
      TableStore store, List<String> dataIds, Dataset<Row> found, Dataset<Row> uris) {
    StructType columns =
        new StructType()
            .add(RejectsTable.URI, DataTypes.StringType)
            .add(RejectsTable.REASON, DataTypes.StringType);
    return rows(store, RejectsTable.NAME, dataIds, columns)
        .map(
            rejects ->
                found.union(
                    rejects
                        .where(col(RejectsTable.REASON).notEqual(RejectReason.FORGOTTEN.text()))
                        .join(broadcast(uris), names(URI))
                        .select(lit(RejectsTable.NAME), values(rejects), col(IMAGE_ID), col(URI))))
        .orElse(found);
  }

  private static Optional<Dataset<Row>> rows(
      TableStore store, String table, List<String> dataIds, StructType columns) {
    TableKey key =
        dataIds.size() == 1
            ? TableKey.of(table).with(TableKey.DATA_ID, dataIds.get(0))
            : TableKey.of(table);
    return store.exists(key)
        ? Optional.of(store.read(key, columns).where(col(TableKey.DATA_ID).isin(dataIds.toArray())))
        : Optional.empty();
  }

  /** The values of a row's key, in the order of its parts. */
  private static Column values(Dataset<Row> rows) {
    return array(
        Arrays.stream(rows.columns())
            .filter(LEVELS::contains)
            .map(functions::col)
            .toArray(Column[]::new));
  }

  private static String[] names(String... names) {
    return names;
  }

  /** The runs that name an image, with the number of such rows. */
  List<ForgetResult.Affected> affected() {
    List<ForgetResult.Affected> affected = new ArrayList<>();
    for (Row run : mentions.groupBy(TABLE, VALUES).count().orderBy(TABLE, VALUES).collectAsList()) {
      String table = run.getString(0);
      List<String> values = run.getList(1);
      TableKey key =
          store.keys(TableKey.of(table).with(TableKey.DATA_ID, values.get(0))).stream()
              .filter(k -> k.parts().stream().map(TableKey.Part::value).toList().equals(values))
              .findFirst()
              .orElseThrow();
      affected.add(
          new ForgetResult.Affected(key, store.latest(key).orElseThrow().uri(), run.getLong(2)));
    }
    return affected;
  }

  /** The images that are named anywhere, each once. */
  Dataset<Row> imageIds() {
    return mentions.select(IMAGE_ID).distinct();
  }

  /** Real and possible locations of the images, each once. */
  Dataset<Row> uris() {
    return uris.select(URI);
  }

  @Override
  public void close() {
    mentions.unpersist();
    uris.unpersist();
    byId.unpersist();
  }
}
