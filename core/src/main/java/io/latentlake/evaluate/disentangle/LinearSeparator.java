package io.latentlake.evaluate.disentangle;

import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Linear support vector machines that tell classes by one number, one class against all others,
 * with squared hinge loss. Both sides weigh the same, however many images they have. With one
 * number there are two parameters, which Newton's steps find without a pass through Spark for each.
 *
 * @param slope of the margin over the number
 * @param offset of the margin
 * @see <a href="https://www.jmlr.org/papers/v6/keerthi05a.html">Keerthi and DeCoste 2005</a>
 */
record LinearSeparator(double slope, double offset) {
  /** Weight of the squared slope, beside a loss of about 1. */
  private static final double RIDGE = 0.005;

  private static final int MOST_STEPS = 50;
  private static final double ENOUGH = 1e-10;
  private static final double NOTHING = 1e-12;

  /**
   * How often the class is told from the number.
   *
   * @param numbers the number of each image
   * @param classes the class of each image
   * @param count how many classes there are
   * @param fitted on how many images, the first, to fit; the others are judged
   * @return share of the judged images whose class is told, from 0 to 1
   */
  static double accuracy(double[] numbers, int[] classes, int count, int fitted) {
    double mean = StatUtils.mean(numbers, 0, fitted);
    double deviation = Math.sqrt(StatUtils.populationVariance(numbers, 0, fitted));
    double[] scaled = new double[numbers.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = deviation < NOTHING ? 0 : (numbers[i] - mean) / deviation;
    }
    LinearSeparator[] separators =
        IntStream.range(0, count)
            .mapToObj(of -> fit(scaled, classes, of, fitted))
            .toArray(LinearSeparator[]::new);
    long told =
        IntStream.range(fitted, scaled.length)
            .filter(i -> foremost(separators, scaled[i]) == classes[i])
            .count();
    return (double) told / (scaled.length - fitted);
  }

  private static int foremost(LinearSeparator[] separators, double number) {
    int foremost = 0;
    for (int i = 1; i < separators.length; i++) {
      foremost = separators[i].margin(number) > separators[foremost].margin(number) ? i : foremost;
    }
    return foremost;
  }

  double margin(double number) {
    return slope * number + offset;
  }

  /** Fits the margin of a class, which is positive on its side. */
  static LinearSeparator fit(double[] numbers, int[] classes, int of, int fitted) {
    long own = IntStream.range(0, fitted).filter(i -> classes[i] == of).count();
    Problem problem = new Problem(numbers, classes, of, fitted, 0.5 / own, 0.5 / (fitted - own));
    LinearSeparator best = new LinearSeparator(0, own == 0 ? -1 : own == fitted ? 1 : 0);
    if (own == 0 || own == fitted) {
      return best;
    }
    for (int step = 0; step < MOST_STEPS; step++) {
      LinearSeparator next = problem.better(best);
      double gain = problem.loss(best) - problem.loss(next);
      best = gain > 0 ? next : best;
      if (gain <= ENOUGH) {
        return best;
      }
    }
    return best;
  }

  /** What is minimised; convex, and quadratic between the points where an image's loss begins. */
  private record Problem(
      double[] numbers, int[] classes, int of, int fitted, double ownWeight, double otherWeight) {
    double loss(LinearSeparator line) {
      double loss = RIDGE * line.slope * line.slope;
      for (int i = 0; i < fitted; i++) {
        double lacking = 1 - side(i) * line.margin(numbers[i]);
        loss += lacking > 0 ? weight(i) * lacking * lacking : 0;
      }
      return loss;
    }

    /** A Newton step, halved until it does not lead uphill. */
    LinearSeparator better(LinearSeparator from) {
      double gradientSlope = 2 * RIDGE * from.slope;
      double gradientOffset = 0;
      double curveSlope = 2 * RIDGE;
      double curveBoth = 0;
      double curveOffset = NOTHING;
      for (int i = 0; i < fitted; i++) {
        double number = numbers[i];
        double lacking = 1 - side(i) * from.margin(number);
        if (lacking > 0) {
          double push = -2 * weight(i) * side(i) * lacking;
          gradientSlope += push * number;
          gradientOffset += push;
          curveSlope += 2 * weight(i) * number * number;
          curveBoth += 2 * weight(i) * number;
          curveOffset += 2 * weight(i);
        }
      }
      double determinant = curveSlope * curveOffset - curveBoth * curveBoth;
      double slope = (curveOffset * gradientSlope - curveBoth * gradientOffset) / determinant;
      double offset = (curveSlope * gradientOffset - curveBoth * gradientSlope) / determinant;
      double loss = loss(from);
      for (double part = 1; part > ENOUGH; part /= 2) {
        LinearSeparator next =
            new LinearSeparator(from.slope - part * slope, from.offset - part * offset);
        if (loss(next) <= loss) {
          return next;
        }
      }
      return from;
    }

    private double side(int image) {
      return classes[image] == of ? 1 : -1;
    }

    private double weight(int image) {
      return classes[image] == of ? ownWeight : otherWeight;
    }
  }
}
