package io.latentlake.model;

/** Logarithm of a mean of numbers given by their logarithms, one at a time, without overflow. */
final class LogMeanExp {
  private double largest = Double.NEGATIVE_INFINITY;
  private double scaledSum;
  private long count;

  /** Adds a number by its natural logarithm. */
  void add(double logarithm) {
    count++;
    if (logarithm == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (logarithm > largest) {
      scaledSum = scaledSum * Math.exp(largest - logarithm) + 1;
      largest = logarithm;
    } else {
      scaledSum += Math.exp(logarithm - largest);
    }
  }

  /** Natural logarithm of the mean; negative infinity if every number was 0. */
  double value() {
    if (count == 0) {
      throw new IllegalStateException("the mean of no numbers is not defined");
    }
    return largest + Math.log(scaledSum) - Math.log(count);
  }
}
