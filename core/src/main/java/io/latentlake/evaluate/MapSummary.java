package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.stddev_samp;

import io.latentlake.table.AttributionQualityTable;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Means over images of the measures of attribution maps, with their confidence. */
public final class MapSummary {
  /** Starts the name of each metric, before that of the measure. */
  public static final String PREFIX = "map_";

  /** Ends the name of the lower end of an interval. */
  public static final String LOW = "_low";

  /** Ends the name of the upper end of an interval. */
  public static final String HIGH = "_high";

  // A normal mean lies within so many standard errors of the true one with a probability of 95 %
  private static final double STANDARD_ERRORS = 1.959964;

  private MapSummary() {}

  /**
   * Measures every method and target on every split.
   *
   * @param images rows of the images table
   * @param quality rows of {@link AttributionQualityTable} with method and target
   * @return for each measure {@code map_MEASURE}, its mean, and {@code map_MEASURE_low} and {@code
   *     map_MEASURE_high}, the ends of its interval of 95 % confidence, unless there is but one
   *     image; slices are {@code METHOD/TARGET}
   */
  public static List<Metric> metrics(Dataset<Row> images, Dataset<Row> quality) {
    Map<String, Better> measures = AttributionQualityTable.measures();
    List<Column> figures = new ArrayList<>();
    for (String measure : measures.keySet()) {
      Column mean = avg(col(measure));
      Column reach =
          stddev_samp(col(measure)).multiply(STANDARD_ERRORS).divide(sqrt(count(col(measure))));
      figures.add(mean.as(measure));
      figures.add(mean.minus(reach).as(measure + LOW));
      figures.add(mean.plus(reach).as(measure + HIGH));
    }
    List<Metric> metrics = new ArrayList<>();
    for (Row row :
        quality
            .join(images.select(ImagesTable.IMAGE_ID, ImagesTable.SPLIT), ImagesTable.IMAGE_ID)
            .groupBy(ImagesTable.SPLIT, AttributionsTable.METHOD, AttributionsTable.TARGET)
            .agg(figures.get(0), figures.subList(1, figures.size()).toArray(Column[]::new))
            .sort(ImagesTable.SPLIT, AttributionsTable.METHOD, AttributionsTable.TARGET)
            .collectAsList()) {
      String slice = row.getString(1) + "/" + row.getString(2);
      measures.forEach(
          (measure, better) -> {
            if (row.getAs(measure) != null) {
              metrics.add(metric(row, measure, slice, better));
              if (row.getAs(measure + LOW) != null) {
                metrics.add(metric(row, measure + LOW, slice, Better.NEITHER));
                metrics.add(metric(row, measure + HIGH, slice, Better.NEITHER));
              }
            }
          });
    }
    return metrics;
  }

  private static Metric metric(Row row, String name, String slice, Better better) {
    return new Metric(
        PREFIX + name,
        row.<Double>getAs(name),
        "mean over images",
        row.getAs(ImagesTable.SPLIT),
        slice,
        better);
  }
}
