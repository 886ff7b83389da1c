package io.latentlake.explain.method;

import io.latentlake.model.BackwardRule;

/**
 * Shares relevance out among the inputs of each layer by what they add to its output. A rectifier
 * keeps what it is given. Terms of a sum get theirs as the inputs of a layer of weights 1 would.
 */
abstract class RelevanceRule implements BackwardRule {
  /** The share of one of two terms in their sum. */
  abstract double share(double term, double other);

  @Override
  public final double[] rectifier(Rectified at, double[] passed) {
    return passed;
  }

  @Override
  public final double[][] sum(double[] first, double[] second, double[] passed) {
    double[][] back = new double[2][passed.length];
    for (int i = 0; i < passed.length; i++) {
      back[0][i] = passed[i] * share(first[i], second[i]);
      back[1][i] = passed[i] * share(second[i], first[i]);
    }
    return back;
  }

  /** A share of nothing is nothing. */
  static double over(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
