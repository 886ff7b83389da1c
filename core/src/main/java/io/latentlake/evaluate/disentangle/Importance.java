package io.latentlake.evaluate.disentangle;

import java.util.Arrays;

/**
 * Disentanglement and completeness, by how important units are for predicting factors.
 *
 * @param of importance, {@code [unit][factor]}, not negative
 * @see <a href="https://openreview.net/forum?id=By-7dz-AZ">Eastwood and Williams 2018, section
 *     2</a>
 */
record Importance(double[][] of) {
  /**
   * How far each unit is important for one factor alone.
   *
   * @return 1 less the entropy of a unit's importances to the base of the number of factors, which
   *     is at least two; averaged over units by how important they are; from 0 to 1
   */
  double disentanglement() {
    return concentration(of);
  }

  /**
   * How far each factor rests on one unit alone.
   *
   * @return 1 less the entropy of a factor's importances to the base of the number of units, which
   *     is at least two; averaged over factors by how important units are for them; from 0 to 1
   */
  double completeness() {
    double[][] turned = new double[of[0].length][of.length];
    for (int factor = 0; factor < turned.length; factor++) {
      for (int unit = 0; unit < of.length; unit++) {
        turned[factor][unit] = of[unit][factor];
      }
    }
    return concentration(turned);
  }

  private static double concentration(double[][] rows) {
    double all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).sum();
    double sum = 0;
    for (double[] row : rows) {
      double own = Arrays.stream(row).sum();
      if (own > 0) {
        double nats = Arrays.stream(row).map(value -> surprise(value / own)).sum();
        sum += own / all * (1 - nats / Math.log(row.length));
      }
    }
    return sum;
  }

  private static double surprise(double share) {
    return share == 0 ? 0 : -share * Math.log(share);
  }
}
