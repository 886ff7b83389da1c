package io.latentlake.evaluate.disentangle;

/** The largest and the second largest of some figures that are not negative. */
final class TopTwo {
  private TopTwo() {}

  /** The largest less the second largest, or less 0 if there is no second. */
  static double gap(double[] figures) {
    double largest = 0;
    double second = 0;
    for (double figure : figures) {
      second = Math.max(second, Math.min(largest, figure));
      largest = Math.max(largest, figure);
    }
    return largest - second;
  }
}
