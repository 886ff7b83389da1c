package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelOptions;
import io.latentlake.report.ReportContent.Anomalies;
import io.latentlake.report.ReportContent.Card;
import io.latentlake.report.ReportContent.Pane;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ScoresTable;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The images of highest score, as cards. */
final class TopAnomalies {

  /** Limit in bytes for all pictures of this section in the page. */
  private static final long BYTES = 2_500_000;

  /** Most maps on a card. */
  private static final int MOST_MAPS = 4;

  private final int most;

  TopAnomalies(int most) {
    this.most = most;
  }

  /**
   * Reads the cards without pictures.
   *
   * @param split the scores of one split
   * @param model the model, if it is there
   * @param mapsAbsent why there are no pictures
   */
  Anomalies read(ShownSplit split, Optional<ModelOptions> model, String mapsAbsent) {
    RankingScore score = RankingScore.of(split.rows(), model);
    List<Card> cards = new ArrayList<>();
    List<Row> rows =
        split
            .rows()
            .orderBy(score.value().desc(), col(ScoresTable.IMAGE_ID))
            .select(
                col(ScoresTable.IMAGE_ID),
                col(ScoresTable.LABEL),
                score.value(),
                col(ScoresTable.ANOMALY_PERCENTILE),
                col(ScoresTable.IS_ANOMALY))
            .limit(most)
            .collectAsList();
    for (Row row : rows) {
      cards.add(
          new Card(
              cards.size() + 1,
              row.getString(0),
              row.isNullAt(1) ? "" : row.getString(1),
              row.getDouble(2),
              row.isNullAt(3) ? Double.NaN : row.getDouble(3),
              !row.isNullAt(4) && row.getBoolean(4),
              List.of()));
    }
    return new Anomalies(score.words(), score.unit(), split.name(), cards, mapsAbsent);
  }

  /**
   * The same cards with the image, its reconstruction and its maps.
   *
   * @param anomalies cards without pictures
   * @param images the images table
   * @param model the model, if there is one
   * @param attributions the attributions table, if there is one
   */
  Anomalies withPictures(
      Anomalies anomalies,
      Dataset<Row> images,
      Optional<InferenceModel> model,
      Part<Dataset<Row>> attributions) {
    List<String> ids = anomalies.cards().stream().map(Card::id).toList();
    Map<String, StoredImage> stored = StoredImage.byId(images, ids);
    Map<String, List<Row>> maps = new HashMap<>();
    attributions.ifPresent(rows -> maps.putAll(maps(rows, ids)));
    int side = PixelPicture.sideFor(BYTES, ids.size() * (2 + MOST_MAPS));
    List<Card> cards = new ArrayList<>();
    for (Card card : anomalies.cards()) {
      List<Pane> panes = new ArrayList<>();
      StoredImage image = stored.get(card.id());
      if (image != null) {
        panes.add(pane("image", image.image(), side, "Image " + image.words()));
        model
            .filter(m -> m.shape().equals(image.shape()))
            .map(m -> new Reconstructor(m).reconstruct(List.of(image)).get(0).image())
            .ifPresent(
                again ->
                    panes.add(
                        pane("reconstruction", again, side, "Reconstruction of " + card.id())));
        maps.getOrDefault(card.id(), List.of()).stream()
            .limit(MOST_MAPS)
            .forEach(map -> panes.add(overlay(image, map, side)));
      }
      cards.add(
          new Card(
              card.rank(),
              card.id(),
              card.label(),
              card.score(),
              card.percentile(),
              card.flagged(),
              panes));
    }
    String mapsAbsent = maps.isEmpty() ? anomalies.mapsAbsent() : "";
    return new Anomalies(anomalies.score(), anomalies.unit(), anomalies.split(), cards, mapsAbsent);
  }

  private static Map<String, List<Row>> maps(Dataset<Row> attributions, List<String> ids) {
    return attributions
        .filter(col(AttributionsTable.IMAGE_ID).isin(ids.toArray()))
        .orderBy(AttributionsTable.METHOD, AttributionsTable.TARGET)
        .select(
            AttributionsTable.IMAGE_ID,
            AttributionsTable.METHOD,
            AttributionsTable.TARGET,
            AttributionsTable.ATTRIBUTION)
        .collectAsList()
        .stream()
        .collect(Collectors.groupingBy(row -> row.getString(0)));
  }

  private static Pane overlay(StoredImage image, Row map, int side) {
    List<Float> values = map.getList(3);
    float[] attribution = new float[values.size()];
    for (int i = 0; i < attribution.length; i++) {
      attribution[i] = values.get(i);
    }
    String caption = words(map.getString(1)) + " of " + words(map.getString(2));
    BufferedImage overlay = AttributionOverlay.over(image.image(), attribution);
    return pane(caption, overlay, side, "Map of " + image.id() + ": " + caption);
  }

  private static String words(String key) {
    return key.replace('_', ' ').replace('-', ' ');
  }

  private static Pane pane(String caption, BufferedImage image, int side, String alt) {
    return new Pane(caption, PixelPicture.picture(PixelPicture.within(image, side), alt));
  }
}
