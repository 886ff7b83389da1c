package io.latentlake.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Table {@code metrics}: a row is a metric of a model on an image set. */
public final class MetricsTable {
  public static final String NAME = "metrics";
  public static final String METRIC = "metric";
  public static final String VALUE = "value";
  public static final String UNIT = "unit";
  public static final String SPLIT = "split";
  public static final String SLICE = "slice";
  public static final String BETTER = "better";

  /** Slice that means the whole split. */
  public static final String ALL = "all";

  /** Columns, without those of {@link #key}. */
  public static final StructType SCHEMA =
      new StructType()
          .add(METRIC, DataTypes.StringType, false, "what was measured")
          .add(VALUE, DataTypes.DoubleType, false, "the figure")
          .add(UNIT, DataTypes.StringType, false, "its unit; share for values from 0 to 1")
          .add(SPLIT, DataTypes.StringType, false, "the split it was measured on")
          .add(SLICE, DataTypes.StringType, false, "the part of the split; all for the whole")
          .add(
              BETTER,
              DataTypes.StringType,
              false,
              "which direction is better: high, low or neither");

  private MetricsTable() {}

  /**
   * The figures of one model on one image set.
   *
   * @param dataId the image set
   * @param modelId the model
   * @return the key
   */
  public static TableKey key(String dataId, String modelId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId).with(TableKey.MODEL_ID, modelId);
  }

  /**
   * Makes rows of figures.
   *
   * @param spark the session
   * @param metrics the figures
   * @return one row each, in the same order and in a single partition
   */
  public static Dataset<Row> rows(SparkSession spark, List<Metric> metrics) {
    return spark
        .createDataFrame(metrics.stream().map(MetricsTable::row).toList(), SCHEMA)
        .coalesce(1);
  }

  private static Row row(Metric metric) {
    return RowFactory.create(
        metric.metric(),
        metric.value(),
        metric.unit(),
        metric.split(),
        metric.slice(),
        metric.better().text());
  }

  /**
   * Reads a row back.
   *
   * @param row a row with the columns of {@link #SCHEMA}
   * @return the figure
   */
  public static Metric metric(Row row) {
    return new Metric(
        row.getAs(METRIC),
        row.<Double>getAs(VALUE),
        row.getAs(UNIT),
        row.getAs(SPLIT),
        row.getAs(SLICE),
        Better.of(row.getAs(BETTER)));
  }

  /** Which direction of a metric is better. */
  public enum Better {
    HIGH,
    LOW,
    /** A setting that the other figures depend on. */
    NEITHER;

    /**
     * Writes as the table does.
     *
     * @return {@code high}, {@code low} or {@code neither}
     */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Parses the direction.
     *
     * @param text as {@link #text()} gives it
     * @return the direction
     * @throws IllegalArgumentException if the text is none of them
     */
    static Better of(String text) {
      return Arrays.stream(values())
          .filter(better -> better.text().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "better is " + text + "; allowed are high, low and neither"));
    }
  }

  /**
   * A figure.
   *
   * @param metric what was measured, such as {@code auroc}
   * @param value the figure, never NaN
   * @param unit its unit; {@code share} for values from 0 to 1
   * @param split the split it was measured on
   * @param slice the part of the split, such as a kind of defect; {@link #ALL} for the whole
   * @param better which direction is better
   */
  public record Metric(
      String metric, double value, String unit, String split, String slice, Better better) {
    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if it is NaN: nothing was measured
     */
    public Metric {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException(
            metric + " of " + split + "/" + slice + " is not a number");
      }
    }
  }
}
