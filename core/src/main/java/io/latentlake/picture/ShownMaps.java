package io.latentlake.picture;

import static org.apache.spark.sql.functions.col;

import io.latentlake.infer.ImageSelection;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The images that are drawn, and their maps.
 *
 * @param ids the images, sorted
 * @param kinds methods and the numbers they explain, in the order in which they are shown
 * @param images the images table
 * @param maps their maps of these kinds
 */
public record ShownMaps(
    List<String> ids, List<Kind> kinds, Dataset<Row> images, Dataset<Row> maps) {
  private static final int SHOWN = 5;
  private static final String MAP_KEY = "map_source_key";

  /**
   * A kind of map.
   *
   * @param method the attribution method
   * @param target the number explained
   */
  public record Kind(String method, String target) {
    @Override
    public String toString() {
      return method + " of " + target;
    }
  }

  /** Copies the lists. */
  public ShownMaps {
    ids = List.copyOf(ids);
    kinds = List.copyOf(kinds);
  }

  /**
   * Chooses the images and maps.
   *
   * @param store the tables
   * @param options what the user asked for
   * @param dataId the image set
   * @param modelId the model
   * @return what is drawn
   * @throws IllegalArgumentException if a method, target or image is named that has no maps
   * @throws io.latentlake.table.InvalidTableException if a table that is needed is missing
   */
  public static ShownMaps of(
      TableStore store, PicturesOptions options, String dataId, String modelId) {
    Dataset<Row> images = store.read(ImagesTable.key(dataId), ImagesTable.SCHEMA);
    TableKey key = AttributionsTable.key(dataId, modelId);
    Dataset<Row> attributions = store.read(key, AttributionsTable.SCHEMA);
    List<Kind> kinds = kinds(store.keys(key), options);
    Dataset<Row> maps =
        attributions
            .where(kinds.stream().map(ShownMaps::is).reduce(Column::or).orElseThrow())
            .withColumnRenamed(AttributionsTable.SOURCE_KEY, MAP_KEY);
    Dataset<Row> known =
        images.join(
            maps.select(AttributionsTable.IMAGE_ID, MAP_KEY), same(images, maps), "left_semi");
    List<String> ids =
        options.images().isEmpty()
            ? ids(top(store, options, dataId, modelId, known))
            : named(options.images(), known);
    if (ids.isEmpty()) {
      throw new IllegalArgumentException(
          "no scored image of "
              + dataId
              + " has maps of model "
              + modelId
              + " as it is now; run score and explain again");
    }
    return new ShownMaps(ids, kinds, images, maps);
  }

  private static Dataset<Row> top(
      TableStore store,
      PicturesOptions options,
      String dataId,
      String modelId,
      Dataset<Row> known) {
    Dataset<Row> scores =
        store
            .read(ScoresTable.key(dataId, modelId), ScoresTable.SCHEMA)
            .join(
                known.select(ImagesTable.IMAGE_ID),
                new String[] {ImagesTable.IMAGE_ID},
                "left_semi");
    return ImageSelection.top(known, scores, options.count());
  }

  private static List<String> named(List<String> wanted, Dataset<Row> known) {
    List<String> found = ids(known.where(col(ImagesTable.IMAGE_ID).isin(wanted.toArray())));
    List<String> missing = wanted.stream().filter(id -> !found.contains(id)).distinct().toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "pictures.images: there are no maps, of the images as they are now, of "
              + shown(missing)
              + "; there are some of "
              + shown(ids(known.orderBy(ImagesTable.IMAGE_ID).limit(SHOWN + 1)))
              + "; explain.rows chooses which images get maps");
    }
    return found;
  }

  private static String shown(List<String> ids) {
    return ids.stream().limit(SHOWN).collect(Collectors.joining(", "))
        + (ids.size() > SHOWN ? ", ..." : "");
  }

  private static List<String> ids(Dataset<Row> images) {
    return images.select(ImagesTable.IMAGE_ID).collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static List<Kind> kinds(List<TableKey> keys, PicturesOptions options) {
    List<Kind> all =
        keys.stream()
            .map(key -> key.parts().subList(2, 4))
            .map(parts -> new Kind(parts.get(0).value(), parts.get(1).value()))
            .toList();
    requireKnown("pictures.methods", options.methods(), all.stream().map(Kind::method).toList());
    requireKnown("pictures.targets", options.targets(), all.stream().map(Kind::target).toList());
    List<Kind> kinds =
        all.stream()
            .filter(kind -> wants(options.methods(), kind.method()))
            .filter(kind -> wants(options.targets(), kind.target()))
            .sorted(
                Comparator.<Kind>comparingInt(kind -> options.methods().indexOf(kind.method()))
                    .thenComparingInt(kind -> options.targets().indexOf(kind.target()))
                    .thenComparing(Kind::method)
                    .thenComparing(Kind::target))
            .toList();
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException(
          "pictures.methods is "
              + options.methods()
              + " and pictures.targets is "
              + options.targets()
              + ", but table attributions has only "
              + all.stream().map(Kind::toString).collect(Collectors.joining(", ")));
    }
    return kinds;
  }

  private static boolean wants(List<String> named, String name) {
    return named.isEmpty() || named.contains(name);
  }

  private static void requireKnown(String key, List<String> named, Collection<String> known) {
    Set<String> there = new TreeSet<>(known);
    List<String> unknown = named.stream().filter(name -> !there.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          key
              + ": table attributions has nothing of "
              + String.join(", ", unknown)
              + "; it has "
              + String.join(", ", there)
              + ". explain makes others");
    }
  }

  private static Column is(Kind kind) {
    return col(AttributionsTable.METHOD)
        .equalTo(kind.method())
        .and(col(AttributionsTable.TARGET).equalTo(kind.target()));
  }

  /** Whether a map was made of the image as it is now, as far as is known. */
  private static Column same(Dataset<Row> images, Dataset<Row> maps) {
    return images
        .col(ImagesTable.IMAGE_ID)
        .equalTo(maps.col(AttributionsTable.IMAGE_ID))
        .and(
            maps.col(MAP_KEY)
                .isNull()
                .or(maps.col(MAP_KEY).equalTo(images.col(ImagesTable.SOURCE_KEY))));
  }

  /**
   * The rows to draw, a map each, those of an image one after the other. They come to the driver
   * image by image.
   *
   * @return columns of {@link StoredImage}, mask, method, target and map
   */
  Iterator<Row> rows() {
    Dataset<Row> chosen = images.where(col(ImagesTable.IMAGE_ID).isin(ids.toArray()));
    Dataset<Row> theirs = maps.where(col(AttributionsTable.IMAGE_ID).isin(ids.toArray()));
    List<Column> columns = new ArrayList<>();
    Stream.concat(StoredImage.COLUMNS.stream(), Stream.of(ImagesTable.MASK))
        .map(chosen::col)
        .forEach(columns::add);
    Stream.of(AttributionsTable.METHOD, AttributionsTable.TARGET, AttributionsTable.ATTRIBUTION)
        .map(theirs::col)
        .forEach(columns::add);
    return chosen
        .join(theirs, same(chosen, theirs))
        .select(columns.toArray(Column[]::new))
        .repartition(ids.size(), col(ImagesTable.IMAGE_ID))
        .sortWithinPartitions(ImagesTable.IMAGE_ID)
        .toLocalIterator();
  }
}
