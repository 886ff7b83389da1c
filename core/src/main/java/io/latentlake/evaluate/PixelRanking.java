package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;

import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Measures whether attributions point at defects: pixels inside the masks against all others, over
 * the normal images and the anomalous images with a mask.
 */
final class PixelRanking {
  private PixelRanking() {}

  /**
   * Measures every method and target on every split.
   *
   * @param truth images as {@link GroundTruth} judges them
   * @param attributions rows of {@link AttributionsTable} with method and target
   * @return {@code pixel_auroc}, {@code pixel_aupro} and {@code pixel_f1} of the attributions'
   *     absolute values and, with {@code _positive} appended, of their positive parts, each
   *     accurate to 1e-4; slices are {@code METHOD/TARGET}
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
          count(
              maps.select(
                      ImagesTable.IMAGE_ID,
                      AttributionsTable.ATTRIBUTION,
                      ImagesTable.MASK,
                      AttributionsTable.WIDTH)
                  .toJavaRDD(),
              slice);
      if (counted.absolute().comparable()) {
        metrics.addAll(metrics("", counted.absolute(), part.getString(0), slice));
        metrics.addAll(metrics("_positive", counted.positive(), part.getString(0), slice));
      }
    }
    return metrics;
  }

  private static List<Metric> metrics(
      String suffix, PixelHistogram pixels, String split, String slice) {
    return List.of(
        metric("pixel_auroc" + suffix, pixels.auroc(), split, slice),
        metric("pixel_aupro" + suffix, pixels.aupro(), split, slice),
        metric("pixel_f1" + suffix, pixels.f1(), split, slice));
  }

  private static Metric metric(String name, double value, String split, String slice) {
    return new Metric(name, value, "share", split, slice, Better.HIGH);
  }

  /** Counts until all results are accurate to 1e-4, usually twice. */
  private static PixelHistograms count(JavaRDD<Row> maps, String slice) {
    PixelHistogram none = new PixelHistogram();
    Optional<Bins> bins = Optional.of(new Bins(none.bins(), none.bins()));
    PixelHistograms counted = new PixelHistograms(none, none);
    while (bins.isPresent()) {
      counted = count(maps, slice, bins.get());
      bins = counted.finer();
    }
    return counted;
  }

  private static PixelHistograms count(JavaRDD<Row> maps, String slice, Bins bins) {
    Broadcast<Bins> sent = new JavaSparkContext(maps.context()).broadcast(bins);
    try {
      return maps.mapPartitions(rows -> List.of(count(rows, slice, sent.value())).iterator())
          .treeReduce(PixelHistograms::merge);
    } finally {
      sent.destroy();
    }
  }

  private static PixelHistograms count(Iterator<Row> maps, String slice, Bins bins) {
    PixelHistograms counted =
        new PixelHistograms(
            new PixelHistogram(bins.absolute()), new PixelHistogram(bins.positive()));
    maps.forEachRemaining(map -> counted.add(map, slice));
    return counted;
  }

  /** Of the maps' absolute values, and of their positive parts. */
  private record Bins(FloatBins absolute, FloatBins positive) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Of the maps' absolute values, and of their positive parts. */
  private record PixelHistograms(PixelHistogram absolute, PixelHistogram positive)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    void add(Row map, String slice) {
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
      double[] shares = DefectRegions.shares(mask, map.getInt(3));
      int pixel = 0;
      for (float value : attribution) {
        if (Float.isNaN(value)) {
          throw new InvalidTableException(
              "the attribution of "
                  + map.getString(0)
                  + " by "
                  + slice
                  + " is NaN at pixel "
                  + pixel
                  + " of "
                  + mask.length
                  + " and cannot be ranked; run explain again with explain.full=true; if that does"
                  + " not help, train again with a lower train.learning-rate");
        }
        absolute.add(Math.abs(value), shares[pixel]);
        positive.add(Math.max(value, 0f), shares[pixel]);
        pixel++;
      }
    }

    PixelHistograms merge(PixelHistograms other) {
      absolute.merge(other.absolute);
      positive.merge(other.positive);
      return this;
    }

    /** Bins for the next count; empty if all results are accurate. */
    Optional<Bins> finer() {
      Optional<FloatBins> finerAbsolute = absolute.finer();
      Optional<FloatBins> finerPositive = positive.finer();
      return finerAbsolute.isEmpty() && finerPositive.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Bins(
                  finerAbsolute.orElse(absolute.bins()), finerPositive.orElse(positive.bins())));
    }
  }
}
