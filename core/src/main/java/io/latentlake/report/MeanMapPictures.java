package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.observe.JobDescription;
import io.latentlake.picture.AttributionOverlay;
import io.latentlake.picture.StoredImage;
import io.latentlake.report.ReportContent.MapMethod;
import io.latentlake.report.ReportContent.MeanMap;
import io.latentlake.report.ReportContent.Pane;
import io.latentlake.table.MeanAttributionsTable;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Mean maps of groups of images, as pictures.
 *
 * @param ranked the attribution methods, best first; those that are missing come last
 */
record MeanMapPictures(List<MapMethod> ranked) {
  /** Limit in bytes for all pictures of the section in the page. */
  private static final long BYTES = 1_000_000;

  /** Pairs of a method and a target; more say little that is new. */
  private static final int MOST_METHODS = 2;

  /** Groups side by side. */
  private static final int MOST_GROUPS = 12;

  private static final Map<String, String> BY =
      Map.of(
          MeanAttributionsTable.LABEL, "by label",
          MeanAttributionsTable.SCORE_DECILE, "by tenth of the anomaly score",
          MeanAttributionsTable.CLUSTER, "by cluster");

  /** The means of one split. */
  Part<List<MeanMap>> read(Dataset<Row> means, String split) {
    Dataset<Row> own = means.where(col(MeanAttributionsTable.SPLIT).equalTo(split));
    List<Row> methods =
        own
            .select(MeanAttributionsTable.METHOD, MeanAttributionsTable.TARGET)
            .distinct()
            .orderBy(MeanAttributionsTable.METHOD, MeanAttributionsTable.TARGET)
            .collectAsList()
            .stream()
            .sorted(
                Comparator.comparingInt(
                    row -> MapMethods.rank(ranked, row.getString(0), row.getString(1))))
            .limit(MOST_METHODS)
            .toList();
    if (methods.isEmpty()) {
      return new Part.Absent<>("No image of split " + split + " has a map.");
    }
    List<MeanMap> shown = new ArrayList<>();
    for (Row method : methods) {
      shown.addAll(ofMethod(own, method.getString(0), method.getString(1)));
    }
    return new Part.Shown<>(shown);
  }

  private static List<MeanMap> ofMethod(Dataset<Row> means, String method, String target) {
    Map<String, List<Row>> byGrouping = new LinkedHashMap<>();
    for (Row row :
        means
            .where(col(MeanAttributionsTable.METHOD).equalTo(method))
            .where(col(MeanAttributionsTable.TARGET).equalTo(target))
            .select(
                MeanAttributionsTable.GROUPING,
                MeanAttributionsTable.GROUP,
                MeanAttributionsTable.IMAGES,
                MeanAttributionsTable.WIDTH,
                MeanAttributionsTable.MEAN)
            .orderBy(
                col(MeanAttributionsTable.GROUPING).desc(),
                col(MeanAttributionsTable.IMAGES).desc(),
                col(MeanAttributionsTable.GROUP))
            .collectAsList()) {
      byGrouping.computeIfAbsent(row.getString(0), grouping -> new ArrayList<>()).add(row);
    }
    String title = CardPictures.words(method) + " of " + CardPictures.words(target);
    return byGrouping.entrySet().stream()
        .map(
            grouping ->
                new MeanMap(
                    title + ", " + BY.getOrDefault(grouping.getKey(), grouping.getKey()),
                    panes(title, grouping.getKey(), grouping.getValue())))
        .toList();
  }

  private static List<Pane> panes(String title, String grouping, List<Row> all) {
    List<Row> rows =
        all.stream().limit(MOST_GROUPS).sorted(Comparator.comparing(row -> order(row))).toList();
    double full =
        rows.stream().mapToDouble(row -> AttributionOverlay.fullColour(map(row))).max().orElse(0);
    int side = PixelPicture.sideFor(BYTES, MOST_METHODS * BY.size() * MOST_GROUPS);
    List<Pane> panes = new ArrayList<>();
    for (Row row : rows) {
      BufferedImage picture = AttributionOverlay.alone(row.getInt(3), map(row), full);
      String name = name(grouping, row.getString(1));
      String caption = name + " (" + JobDescription.counted(row.getLong(2), "image") + ")";
      panes.add(
          CardPictures.pane(caption, picture, side, "Mean map, " + title + ", of " + caption));
    }
    return panes;
  }

  /** Numbers in their order, words in theirs. */
  private static String order(Row row) {
    String name = row.getString(1);
    return name.matches("\\d{1,9}") ? String.format("%09d", Integer.parseInt(name)) : name;
  }

  private static String name(String grouping, String group) {
    return switch (grouping) {
      case MeanAttributionsTable.SCORE_DECILE ->
          switch (group) {
            case "1" -> "lowest tenth";
            case "10" -> "highest tenth";
            default -> "tenth " + group;
          };
      case MeanAttributionsTable.CLUSTER -> "cluster " + group;
      default -> group;
    };
  }

  private static float[] map(Row row) {
    return StoredImage.floats(row.getList(4));
  }
}
