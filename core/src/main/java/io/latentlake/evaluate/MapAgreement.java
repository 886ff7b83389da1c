package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.latentlake.explain.quality.MapStatistics;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;

/** How far the maps that different methods make of one number of an image agree. */
public final class MapAgreement {
  /** Name of the metric. */
  public static final String NAME = "map_agreement";

  private MapAgreement() {}

  /**
   * Compares every two methods.
   *
   * @param images rows of the images table
   * @param attributions rows of the attributions table with method and target
   * @return {@code map_agreement}: rank correlation of the maps' absolute values, a mean over
   *     images; slices are {@code METHOD~METHOD/TARGET}
   */
  public static List<Metric> metrics(Dataset<Row> images, Dataset<Row> attributions) {
    UDF2<Seq<Float>, Seq<Float>, Double> correlation =
        (a, b) -> {
          OptionalDouble found = MapStatistics.rankCorrelation(floats(a), floats(b));
          return found.isPresent() ? (Double) found.getAsDouble() : null;
        };
    Dataset<Row> maps =
        attributions.select(
            AttributionsTable.IMAGE_ID,
            AttributionsTable.TARGET,
            AttributionsTable.METHOD,
            AttributionsTable.ATTRIBUTION);
    Dataset<Row> others =
        maps.withColumnRenamed(AttributionsTable.METHOD, "other")
            .withColumnRenamed(AttributionsTable.IMAGE_ID, "other_id")
            .withColumnRenamed(AttributionsTable.TARGET, "other_target")
            .withColumnRenamed(AttributionsTable.ATTRIBUTION, "other_map");
    return maps
        .join(
            others,
            col(AttributionsTable.IMAGE_ID)
                .equalTo(col("other_id"))
                .and(col(AttributionsTable.TARGET).equalTo(col("other_target"))))
        .where(col(AttributionsTable.METHOD).lt(col("other")))
        .join(images.select(ImagesTable.IMAGE_ID, ImagesTable.SPLIT), ImagesTable.IMAGE_ID)
        .groupBy(ImagesTable.SPLIT, AttributionsTable.METHOD, "other", AttributionsTable.TARGET)
        .agg(
            avg(udf(correlation, DataTypes.DoubleType)
                    .apply(col(AttributionsTable.ATTRIBUTION), col("other_map")))
                .as("agreement"))
        .where(col("agreement").isNotNull())
        .sort(ImagesTable.SPLIT, AttributionsTable.METHOD, "other", AttributionsTable.TARGET)
        .collectAsList()
        .stream()
        .map(
            row ->
                new Metric(
                    NAME,
                    row.getDouble(4),
                    "rank correlation",
                    row.getString(0),
                    row.getString(1) + "~" + row.getString(2) + "/" + row.getString(3),
                    Better.NEITHER))
        .toList();
  }

  private static float[] floats(Seq<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.apply(i);
    }
    return floats;
  }
}
