package io.latentlake.explain.method;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Points and weights that integrate a function over [0, 1].
 *
 * @param points where to evaluate, ascending, inside (0, 1)
 * @param weights positive, summing to 1
 */
record PathRule(double[] points, double[] weights) {
  // The library derives a rule from the next smaller one, recursively: long rules cost stack and
  // time. A network's gradient has kinks, so panels lose nothing against one long rule.
  private static final int POINTS_PER_PANEL = 32;

  /**
   * Gauss-Legendre rule, in equal panels of at most 32 points.
   *
   * @param steps number of points
   * @return the rule; exact for polynomials of degree 2·steps − 1 if steps is at most 32
   */
  static PathRule gaussLegendre(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + "; at least 1 is needed");
    }
    int panels = (steps + POINTS_PER_PANEL - 1) / POINTS_PER_PANEL;
    double[] points = new double[steps];
    double[] weights = new double[steps];
    int at = 0;
    for (int panel = 0; panel < panels; panel++) {
      int end = (int) ((long) steps * (panel + 1) / panels);
      double from = (double) at / steps;
      double to = (double) end / steps;
      GaussIntegrator rule = new GaussIntegratorFactory().legendre(end - at, from, to);
      for (int i = 0; at < end; i++, at++) {
        points[at] = rule.getPoint(i);
        weights[at] = rule.getWeight(i);
      }
    }
    return new PathRule(points, weights);
  }

  /** The picture at a share of the straight way from one to another. */
  static float[] between(float[] from, float[] to, double share) {
    float[] point = new float[from.length];
    for (int j = 0; j < point.length; j++) {
      point[j] = (float) (from[j] + share * (to[j] - from[j]));
    }
    return point;
  }
}
