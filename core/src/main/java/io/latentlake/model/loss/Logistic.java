package io.latentlake.model.loss;

/** The logistic function and what follows from it, finite for every argument. */
final class Logistic {
  private Logistic() {}

  /** 1/(1 + e^−x). */
  static double of(double x) {
    double small = Math.exp(-Math.abs(x));
    return (x >= 0 ? 1 : small) / (1 + small);
  }

  /** ln(1 + e^x), which is −ln of the logistic function of −x. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
