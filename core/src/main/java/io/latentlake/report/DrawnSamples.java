package io.latentlake.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.latentlake.image.ImageShape;
import io.latentlake.report.ReportContent.Picture;
import io.latentlake.report.ReportContent.Strip;
import io.latentlake.table.SamplesTable;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Samples of the model, as pictures. */
final class DrawnSamples {

  /** Limit in bytes for the pictures of one kind in the page. */
  private static final long BYTES = 700_000;

  private static final int MOST_DRAWS = 64;
  private static final int MOST_STRIPS = 24;

  /** Pictures side by side; more would be too small to see. */
  private static final int MOST_STEPS = 21;

  private final Dataset<Row> samples;

  DrawnSamples(Dataset<Row> samples) {
    this.samples = samples;
  }

  /** Draws from the prior, in their order. */
  Part<List<Picture>> prior() {
    List<Row> rows = rows(of("prior"), MOST_DRAWS);
    if (rows.isEmpty()) {
      return new Part.Absent<>("Nothing was drawn from the prior.");
    }
    int side = PixelPicture.sideFor(BYTES, rows.size());
    List<Picture> pictures = new ArrayList<>();
    for (Row row : rows) {
      String alt = "Sample " + (pictures.size() + 1) + " from the prior" + ofLabel(row);
      pictures.add(PixelPicture.picture(PixelPicture.within(image(row), side), alt));
    }
    return new Part.Shown<>(pictures);
  }

  /** Interpolations between two images, in their order. */
  Part<List<Strip>> interpolations() {
    Map<Integer, List<Row>> items = items("interpolation");
    if (items.isEmpty()) {
      return new Part.Absent<>("No interpolations were drawn.");
    }
    List<Strip> strips = new ArrayList<>();
    items.forEach(
        (item, rows) ->
            strips.add(strip("Pair " + (item + 1), "one image", "another image", rows, items)));
    return new Part.Shown<>(strips);
  }

  /** Latent units, those that change the picture most first. */
  Part<List<Strip>> traversals() {
    Map<Integer, List<Row>> items = items("traversal");
    if (items.isEmpty()) {
      return new Part.Absent<>("No latent units were traversed.");
    }
    List<Strip> strips = new ArrayList<>();
    items.entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> -change(entry.getValue())))
        .forEach(
            entry -> {
              List<Row> rows = entry.getValue();
              String name = "Latent unit " + entry.getKey();
              strips.add(strip(name, value(rows, 0), value(rows, rows.size() - 1), rows, items));
            });
    return new Part.Shown<>(strips);
  }

  private static Strip strip(
      String name, String start, String end, List<Row> rows, Map<Integer, List<Row>> all) {
    int pictures = all.values().stream().mapToInt(List::size).sum();
    int side = PixelPicture.sideFor(BYTES, pictures);
    List<BufferedImage> images =
        rows.stream().map(row -> PixelPicture.within(image(row), side)).toList();
    String alt = name + " in " + rows.size() + " steps from " + start + " to " + end;
    return new Strip(name, start, end, PixelPicture.picture(PixelPicture.row(images), alt));
  }

  private static String value(List<Row> rows, int step) {
    Row row = rows.get(step);
    return row.isNullAt(2) ? "" : FigureFormat.format(Math.round(100 * row.getDouble(2)) / 100.0);
  }

  /** Mean absolute difference between the two ends, in grey levels. */
  private static double change(List<Row> rows) {
    byte[] first = (byte[]) rows.get(0).get(6);
    byte[] last = (byte[]) rows.get(rows.size() - 1).get(6);
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += Math.abs((first[i] & 0xff) - (last[i] & 0xff));
    }
    return sum / first.length;
  }

  private Map<Integer, List<Row>> items(String kind) {
    Dataset<Row> own = of(kind);
    Row last = own.agg(max(SamplesTable.STEP)).head();
    if (last.isNullAt(0)) {
      return Map.of();
    }
    return rows(own.filter(col(SamplesTable.STEP).isin(steps(last.getInt(0)))), MOST_STRIPS)
        .stream()
        .collect(Collectors.groupingBy(row -> row.getInt(0), TreeMap::new, Collectors.toList()));
  }

  /** All steps up to the last; of many, some at even distances, the first and the last included. */
  private static Object[] steps(int last) {
    int gaps = Math.min(MOST_STEPS - 1, last);
    return IntStream.rangeClosed(0, gaps)
        .mapToObj(step -> step * last / Math.max(1, gaps))
        .toArray();
  }

  private Dataset<Row> of(String kind) {
    return samples.filter(col(SamplesTable.KIND).equalTo(kind));
  }

  private static List<Row> rows(Dataset<Row> own, int mostItems) {
    Object[] items =
        own
            .select(SamplesTable.ITEM)
            .distinct()
            .orderBy(SamplesTable.ITEM)
            .limit(mostItems)
            .collectAsList()
            .stream()
            .map(row -> row.get(0))
            .toArray();
    return own.filter(col(SamplesTable.ITEM).isin(items))
        .orderBy(SamplesTable.ITEM, SamplesTable.STEP)
        .select(
            SamplesTable.ITEM,
            SamplesTable.STEP,
            SamplesTable.VALUE,
            SamplesTable.CHANNELS,
            SamplesTable.HEIGHT,
            SamplesTable.WIDTH,
            SamplesTable.PIXELS,
            SamplesTable.LABEL)
        .collectAsList();
  }

  private static String ofLabel(Row row) {
    return row.isNullAt(7) ? "" : ", of label " + row.getString(7);
  }

  private static BufferedImage image(Row row) {
    ImageShape shape = new ImageShape(row.getInt(3), row.getInt(4), row.getInt(5));
    return io.latentlake.image.Picture.of(shape, (byte[]) row.get(6));
  }
}
