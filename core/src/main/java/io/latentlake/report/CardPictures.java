package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.model.InferenceModel;
import io.latentlake.picture.AttributionOverlay;
import io.latentlake.picture.Reconstructor;
import io.latentlake.picture.StoredImage;
import io.latentlake.report.ReportContent.Card;
import io.latentlake.report.ReportContent.MapMethod;
import io.latentlake.report.ReportContent.Pane;
import io.latentlake.table.AttributionsTable;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The pictures of cards: the image, its reconstruction, its maps and the training images nearest to
 * it.
 *
 * @param images the images table, if pictures are shown
 * @param model the model, if there is one
 * @param attributions the attributions table, if maps are shown
 * @param ranked the attribution methods, best first; those that are missing come last
 * @param neighbours of the training images nearest to it
 */
record CardPictures(
    Part<Dataset<Row>> images,
    Optional<InferenceModel> model,
    Part<Dataset<Row>> attributions,
    List<MapMethod> ranked,
    NeighbourPictures neighbours) {

  /** Limit in bytes for all pictures of a section in the page. */
  private static final long BYTES = 2_500_000;

  /** Most maps on a card. */
  private static final int MOST_MAPS = 4;

  private static final String NO_MAPS =
      "Table attributions has no maps of these images: explain.rows chooses which images get some.";

  /**
   * The cards of one section.
   *
   * @param cards cards with whatever pictures there are
   * @param mapsAbsent why none of them has a map; empty if one has
   */
  record Illustrated(List<Card> cards, String mapsAbsent) {}

  /**
   * Adds pictures to cards.
   *
   * @param cards all cards of a section, without pictures
   */
  Illustrated on(List<Card> cards) {
    String mapsAbsent = attributions instanceof Part.Absent<?> none ? none.reason() : NO_MAPS;
    if (!(images instanceof Part.Shown<Dataset<Row>> shown)) {
      return new Illustrated(cards, mapsAbsent);
    }
    List<String> ids = cards.stream().map(Card::id).toList();
    Map<String, StoredImage> stored = StoredImage.byId(shown.content(), ids);
    Map<String, List<Row>> maps = new HashMap<>();
    attributions.ifPresent(rows -> maps.putAll(maps(rows, ids)));
    int most = 2 + MOST_MAPS + neighbours.most();
    int side = PixelPicture.sideFor(BYTES, ids.size() * most);
    Map<String, List<Pane>> near = neighbours.of(shown.content(), ids, side);
    List<Card> illustrated = new ArrayList<>();
    for (Card card : cards) {
      List<Pane> panes = new ArrayList<>();
      StoredImage image = stored.get(card.id());
      if (image != null) {
        panes.add(pane("image", image.image(), side, "Image " + image.words()));
        Reconstructor.shown(model, image)
            .ifPresent(
                again ->
                    panes.add(
                        pane("reconstruction", again, side, "Reconstruction of " + card.id())));
        maps.getOrDefault(card.id(), List.of()).stream()
            .filter(map -> isOf(map, image))
            .sorted(Comparator.comparingInt(this::rank))
            .limit(MOST_MAPS)
            .forEach(map -> panes.add(overlay(image, map, side)));
        panes.addAll(near.getOrDefault(card.id(), List.of()));
      }
      illustrated.add(card.with(panes));
    }
    return new Illustrated(illustrated, maps.isEmpty() ? mapsAbsent : "");
  }

  private static Map<String, List<Row>> maps(Dataset<Row> attributions, List<String> ids) {
    return attributions
        .filter(col(AttributionsTable.IMAGE_ID).isin(ids.toArray()))
        .orderBy(AttributionsTable.METHOD, AttributionsTable.TARGET)
        .select(
            AttributionsTable.IMAGE_ID,
            AttributionsTable.METHOD,
            AttributionsTable.TARGET,
            AttributionsTable.ATTRIBUTION,
            AttributionsTable.SOURCE_KEY)
        .collectAsList()
        .stream()
        .collect(Collectors.groupingBy(row -> row.getString(0)));
  }

  /** Whether a map was made of the image as it is now, as far as is known. */
  private static boolean isOf(Row map, StoredImage image) {
    return map.isNullAt(4) || map.get(4).equals(image.sourceKey());
  }

  private int rank(Row map) {
    return MapMethods.rank(ranked, map.getString(1), map.getString(2));
  }

  private static Pane overlay(StoredImage image, Row map, int side) {
    float[] attribution = StoredImage.floats(map.getList(3));
    String caption = words(map.getString(1)) + " of " + words(map.getString(2));
    BufferedImage overlay = AttributionOverlay.over(image.image(), attribution);
    return pane(caption, overlay, side, "Map of " + image.id() + ": " + caption);
  }

  static String words(String key) {
    return key.replace('_', ' ').replace('-', ' ');
  }

  static Pane pane(String caption, BufferedImage image, int side, String alt) {
    return new Pane(caption, PixelPicture.picture(PixelPicture.within(image, side), alt));
  }
}
