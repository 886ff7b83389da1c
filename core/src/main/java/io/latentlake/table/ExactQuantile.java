package io.latentlake.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaDoubleRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * Quantiles of a column, counted and not estimated, however many rows there are: the executors sort
 * (on disk where memory does not suffice), and only the values asked for come to the driver.
 */
public final class ExactQuantile {
  private ExactQuantile() {}

  /**
   * Finds quantiles: the value of the column that at least the given share of the rows does not
   * exceed, and no smaller value of the column does.
   *
   * @param rows the rows
   * @param column a numeric column without nulls and NaNs
   * @param quantiles shares of the rows, each from 0 (the smallest value) to 1 (the largest)
   * @return the quantiles, in the order asked for; each is a value that occurs in the column
   * @throws IllegalArgumentException if there are no rows, if a value is null or NaN, or if a share
   *     is outside [0, 1]
   */
  public static double[] of(Dataset<Row> rows, String column, double... quantiles) {
    for (double quantile : quantiles) {
      if (!(quantile >= 0 && quantile <= 1)) {
        throw new IllegalArgumentException("quantile is " + quantile + "; allowed are 0 to 1");
      }
    }
    Dataset<Row> values = rows.select(col(column).cast(DataTypes.DoubleType).as(column));
    long count = requireNumbers(values, column);
    long[] ranks = Arrays.stream(quantiles).mapToLong(quantile -> rank(quantile, count)).toArray();
    Map<Long, Double> found = atRanks(values, column, ranks);
    return Arrays.stream(ranks).mapToDouble(found::get).toArray();
  }

  private static long requireNumbers(Dataset<Row> values, String column) {
    Row counts =
        values
            .agg(
                count(lit(1)),
                sum(when(col(column).isNull().or(col(column).isNaN()), 1).otherwise(0)))
            .head();
    if (counts.getLong(0) == 0) {
      throw new IllegalArgumentException(
          "there are no rows to take a quantile of " + column + " from");
    }
    if (counts.getLong(1) > 0) {
      throw new IllegalArgumentException(
          counts.getLong(1)
              + " of "
              + counts.getLong(0)
              + " values of "
              + column
              + " are null or NaN; a quantile needs numbers");
    }
    return counts.getLong(0);
  }

  /** How many rows, in ascending order, lie before the quantile. */
  private static long rank(double quantile, long count) {
    // in decimals: 0.07 of 100 rows are 7, where binary arithmetic says 7.000000000000001
    long covered =
        BigDecimal.valueOf(quantile)
            .multiply(BigDecimal.valueOf(count))
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    return Math.max(0, covered - 1);
  }

  private static Map<Long, Double> atRanks(Dataset<Row> values, String column, long[] ranks) {
    Set<Long> wanted = Arrays.stream(ranks).boxed().collect(Collectors.toSet());
    JavaDoubleRDD sorted =
        values.sort(col(column)).toJavaRDD().mapToDouble(row -> row.getDouble(0));
    Map<Long, Double> found = new HashMap<>();
    for (Tuple2<Double, Long> hit :
        sorted.zipWithIndex().filter(ranked -> wanted.contains(ranked._2())).collect()) {
      found.put(hit._2(), hit._1());
    }
    return found;
  }
}
