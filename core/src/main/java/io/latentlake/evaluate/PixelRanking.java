package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;

import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether attributions point at what is wrong: pixels inside the masks against all others, over the
 * anomalous images that have a mask and the normal ones.
 */
final class PixelRanking {
  private PixelRanking() {}

  /**
   * Measures every method and target on every split.
   *
   * @param truth images as {@link GroundTruth} judges them
   * @param attributions rows of {@link AttributionsTable} with method and target
   * @return {@code pixel_auroc} of the attributions' absolute values and {@code
   *     pixel_auroc_positive} of their positive parts; slices are {@code METHOD/TARGET}
   */
  static List<Metric> metrics(Dataset<Row> truth, Dataset<Row> attributions) {
    Dataset<Row> mapped =
        attributions.join(
            truth
                .filter(col(GroundTruth.KIND).isNull().or(col(ImagesTable.MASK).isNotNull()))
                .select(ImagesTable.IMAGE_ID, ImagesTable.SPLIT, ImagesTable.MASK),
            ImagesTable.IMAGE_ID);
    List<Metric> metrics = new ArrayList<>();
    for (Row part :
        mapped
            .select(ImagesTable.SPLIT, AttributionsTable.METHOD, AttributionsTable.TARGET)
            .distinct()
            .sort(ImagesTable.SPLIT, AttributionsTable.METHOD, AttributionsTable.TARGET)
            .collectAsList()) {
      Dataset<Row> maps =
          mapped
              .filter(col(ImagesTable.SPLIT).equalTo(part.get(0)))
              .filter(col(AttributionsTable.METHOD).equalTo(part.get(1)))
              .filter(col(AttributionsTable.TARGET).equalTo(part.get(2)));
      String slice = part.getString(1) + "/" + part.getString(2);
      PixelHistograms counted =
          maps.select(ImagesTable.IMAGE_ID, AttributionsTable.ATTRIBUTION, ImagesTable.MASK)
              .toJavaRDD()
              .treeAggregate(
                  new PixelHistograms(new PixelHistogram(), new PixelHistogram()),
                  PixelRanking::add,
                  PixelHistograms::merge);
      if (counted.absolute().comparable()) {
        metrics.add(metric("pixel_auroc", counted.absolute(), part.getString(0), slice));
        metrics.add(metric("pixel_auroc_positive", counted.positive(), part.getString(0), slice));
      }
    }
    return metrics;
  }

  private static Metric metric(String name, PixelHistogram pixels, String split, String slice) {
    return new Metric(name, pixels.auroc(), "share", split, slice, Better.HIGH);
  }

  private static PixelHistograms add(PixelHistograms counted, Row map) {
    List<Float> attribution = map.getList(1);
    byte[] mask = map.isNullAt(2) ? new byte[attribution.size()] : (byte[]) map.get(2);
    if (mask.length != attribution.size()) {
      throw new IllegalArgumentException(
          "the attribution of "
              + map.getString(0)
              + " has "
              + attribution.size()
              + " pixels, its mask "
              + mask.length
              + "; run explain again on the images as they are now");
    }
    int pixel = 0;
    for (float value : attribution) {
      boolean marked = mask[pixel] != 0;
      counted.absolute().add(Math.abs(value), marked);
      counted.positive().add(Math.max(value, 0f), marked);
      pixel++;
    }
    return counted;
  }

  /** Of the maps' absolute values, and of their positive parts. */
  private record PixelHistograms(PixelHistogram absolute, PixelHistogram positive)
      implements Serializable {
    PixelHistograms merge(PixelHistograms other) {
      absolute.merge(other.absolute);
      positive.merge(other.positive);
      return this;
    }
  }
}
