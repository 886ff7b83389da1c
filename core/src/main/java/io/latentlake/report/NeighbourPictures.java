package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.picture.StoredImage;
import io.latentlake.report.ReportContent.Pane;
import io.latentlake.table.NeighboursTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Pictures of the training images nearest to an image.
 *
 * @param neighbours the neighbours table, if it was written and pictures are shown
 */
record NeighbourPictures(Part<Dataset<Row>> neighbours) {
  private static final int MOST = 3;

  /** Most pictures of an image. */
  int most() {
    return neighbours.present() ? MOST : 0;
  }

  /**
   * Reads the pictures of some images.
   *
   * @param images the images table
   * @param ids the images
   * @param side longest side of a picture
   * @return nearest first, by the image's id
   */
  Map<String, List<Pane>> of(Dataset<Row> images, List<String> ids, int side) {
    Map<String, List<Pane>> panes = new HashMap<>();
    neighbours.ifPresent(
        rows -> {
          List<Row> nearest = nearest(rows, ids);
          Map<String, StoredImage> stored =
              StoredImage.byId(images, nearest.stream().map(row -> row.getString(2)).toList());
          for (Row row : nearest) {
            StoredImage image = stored.get(row.getString(2));
            if (image != null) {
              panes
                  .computeIfAbsent(row.getString(0), id -> new ArrayList<>())
                  .add(pane(row, image, side));
            }
          }
        });
    return panes;
  }

  private static List<Row> nearest(Dataset<Row> neighbours, List<String> ids) {
    return neighbours
        .where(col(NeighboursTable.IMAGE_ID).isin(ids.toArray()))
        .where(col(NeighboursTable.RANK).leq(MOST))
        .orderBy(NeighboursTable.IMAGE_ID, NeighboursTable.RANK)
        .select(
            NeighboursTable.IMAGE_ID,
            NeighboursTable.RANK,
            NeighboursTable.NEIGHBOUR_ID,
            NeighboursTable.WEIGHT)
        .collectAsList();
  }

  private static Pane pane(Row row, StoredImage image, int side) {
    String label = image.label().isEmpty() ? "" : " (" + image.label() + ")";
    String caption =
        String.format(
            Locale.ROOT,
            "nearest training image %d%s, weight %.0f %%",
            row.getInt(1),
            label,
            100 * row.getDouble(3));
    String alt = "Training image " + image.words() + ", near " + row.getString(0);
    return CardPictures.pane(caption, image.image(), side, alt);
  }
}
