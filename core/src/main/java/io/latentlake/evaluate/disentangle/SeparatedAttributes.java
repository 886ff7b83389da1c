package io.latentlake.evaluate.disentangle;

import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * Separated attribute predictability (SAP): how much better a factor is predicted from the unit
 * that predicts it best than from the next. A continuous factor is predicted by a line, and the
 * figure of a unit is the squared correlation; a discrete one by a linear support vector machine,
 * and the figure is its accuracy on images it was not fitted on. As the next unit still guesses, a
 * discrete factor of k equally frequent classes reaches 1 - 1/k.
 *
 * @see <a href="https://arxiv.org/abs/1711.00848">Kumar et al. 2018, section 3</a>
 */
final class SeparatedAttributes {
  private static final double NOTHING = 1e-12;

  private SeparatedAttributes() {}

  /** The gap of each factor, from 0 to 1. */
  static double[] gaps(Sample sample) {
    return sample.factors().stream().mapToDouble(factor -> gap(sample, factor)).toArray();
  }

  private static double gap(Sample sample, Factor factor) {
    double[] predicted = new double[sample.units()];
    for (int unit = 0; unit < predicted.length; unit++) {
      double[] code = sample.codes()[unit];
      predicted[unit] =
          factor.scale() == Factor.Scale.CONTINUOUS
              ? squaredCorrelation(code, factor.values())
              : LinearSeparator.accuracy(
                  code, factor.classes(), factor.classCount(), sample.fitted());
    }
    return TopTwo.gap(predicted);
  }

  private static double squaredCorrelation(double[] first, double[] second) {
    Covariance covariance = new Covariance();
    double both = covariance.covariance(first, second);
    double scale = covariance.covariance(first, first) * covariance.covariance(second, second);
    return scale < NOTHING * NOTHING ? 0 : both * both / scale;
  }
}
