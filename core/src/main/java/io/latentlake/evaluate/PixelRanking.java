package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Whether attributions point at what is wrong: pixels inside the masks against all others, over the
 * anomalous images that have a mask and the normal ones.
 */
final class PixelRanking {
  private static final String SIGNED = "signed";
  private static final StructType PIXELS =
      new StructType()
          .add(SIGNED, DataTypes.FloatType, false)
          .add(GroundTruth.KIND, DataTypes.StringType, true);

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
      Dataset<Row> pixels = pixels(maps).persist(StorageLevel.MEMORY_AND_DISK());
      Dataset<Row> absolute =
          pixels.select(abs(col(SIGNED)).as(Ranking.SCORE), col(GroundTruth.KIND));
      Dataset<Row> positive =
          pixels.select(greatest(col(SIGNED), lit(0f)).as(Ranking.SCORE), col(GroundTruth.KIND));
      add(metrics, "pixel_auroc", absolute, part.getString(0), slice);
      add(metrics, "pixel_auroc_positive", positive, part.getString(0), slice);
      pixels.unpersist();
    }
    return metrics;
  }

  private static void add(
      List<Metric> metrics, String name, Dataset<Row> pixels, String split, String slice) {
    for (Ranking ranking : Ranking.of(pixels)) {
      if (ranking.kind().equals(Ranking.ALL_KINDS)) {
        metrics.add(new Metric(name, ranking.auroc(), "share", split, slice, Better.HIGH));
      }
    }
  }

  private static Dataset<Row> pixels(Dataset<Row> maps) {
    return maps.sparkSession()
        .createDataFrame(
            maps.select(ImagesTable.IMAGE_ID, AttributionsTable.ATTRIBUTION, ImagesTable.MASK)
                .toJavaRDD()
                .flatMap(PixelRanking::pixels),
            PIXELS);
  }

  private static Iterator<Row> pixels(Row map) {
    List<Float> attribution = map.getList(1);
    byte[] mask = map.isNullAt(2) ? new byte[attribution.size()] : map.<byte[]>getAs(2);
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
    return IntStream.range(0, mask.length)
        .mapToObj(i -> RowFactory.create(attribution.get(i), mask[i] == 0 ? null : "pixel"))
        .iterator();
  }
}
