package io.latentlake.report;

import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;

/**
 * Equal bins with round bounds.
 *
 * @param low lower bound of the first bin
 * @param width width of a bin
 * @param count how many bins there are
 */
record Bins(double low, double width, int count) {

  private static final int ABOUT = 50;

  /** Bins that hold every value from {@code low} to {@code high}. */
  static Bins covering(double low, double high) {
    double width = roundUp(high > low ? (high - low) / ABOUT : 1.0 / ABOUT);
    double first = Math.floor(low / width) * width;
    int count = (int) Math.floor((high - first) / width) + 1;
    return new Bins(first, width, count);
  }

  /** The bounds, one more than there are bins. */
  double[] edges() {
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      // Rounded, so that 0.30000000000000004 does not stand on an axis
      edges[i] = Math.round(low / width + i) * width;
    }
    return edges;
  }

  /** Index of the bin of a value; values outside belong to the first or last bin. */
  Column of(Column value) {
    Column bin = floor(value.minus(low).divide(width));
    return greatest(lit(0L), least(bin, lit(count - 1L))).cast("int");
  }

  /** The next larger of 1, 2 and 5 times a power of ten. */
  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / power;
    return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
  }
}
