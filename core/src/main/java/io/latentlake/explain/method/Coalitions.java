package io.latentlake.explain.method;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.util.CombinatoricsUtils;

/** Sets of segments that are shown, with weights under which a linear fit has Shapley values. */
final class Coalitions {
  private static final int MOST_ENUMERATED = 20;

  private final int segments;
  private final List<boolean[]> shown;
  private final double[] weights;

  private Coalitions(int segments, List<boolean[]> shown, double[] weights) {
    this.segments = segments;
    this.shown = shown;
    this.weights = weights;
  }

  /** How many there are for so many segments; neither none nor all segments is one. */
  static int count(int segments, int samples) {
    int wanted = Math.max(samples, 2 * segments);
    if (segments <= MOST_ENUMERATED && (1 << segments) - 2 <= wanted) {
      return (1 << segments) - 2;
    }
    return wanted + wanted % 2;
  }

  /** All coalitions, or some at random. */
  static Coalitions of(int segments, int samples, RandomGenerator random) {
    int count = count(segments, samples);
    return segments <= MOST_ENUMERATED && count == (1 << segments) - 2
        ? all(segments)
        : drawn(segments, count, random);
  }

  private static Coalitions all(int segments) {
    List<boolean[]> shown = new ArrayList<>();
    double[] weights = new double[(1 << segments) - 2];
    for (int bits = 1; bits < (1 << segments) - 1; bits++) {
      boolean[] one = new boolean[segments];
      for (int s = 0; s < segments; s++) {
        one[s] = (bits >> s & 1) == 1;
      }
      int size = Integer.bitCount(bits);
      weights[shown.size()] =
          (segments - 1)
              / (CombinatoricsUtils.binomialCoefficientDouble(segments, size)
                  * size
                  * (segments - size));
      shown.add(one);
    }
    return new Coalitions(segments, shown, weights);
  }

  /** A size with the probability that its kernel weights have together, then a set of that size. */
  private static Coalitions drawn(int segments, int count, RandomGenerator random) {
    double[] upTo = new double[segments];
    for (int size = 1; size < segments; size++) {
      upTo[size] = upTo[size - 1] + 1.0 / (size * (double) (segments - size));
    }
    List<boolean[]> shown = new ArrayList<>();
    double[] weights = new double[count];
    while (shown.size() < count) {
      double draw = random.nextDouble() * upTo[segments - 1];
      int size = 1;
      while (upTo[size] < draw) {
        size++;
      }
      boolean[] one = set(segments, size, random);
      boolean[] others = new boolean[segments];
      for (int s = 0; s < segments; s++) {
        others[s] = !one[s];
      }
      weights[shown.size()] = 1;
      weights[shown.size() + 1] = 1;
      shown.add(one);
      shown.add(others);
    }
    return new Coalitions(segments, shown, weights);
  }

  private static boolean[] set(int segments, int size, RandomGenerator random) {
    boolean[] set = new boolean[segments];
    int missing = size;
    for (int s = 0; s < segments; s++) {
      if (random.nextInt(segments - s) < missing) {
        set[s] = true;
        missing--;
      }
    }
    return set;
  }

  boolean[] shown(int coalition) {
    return shown.get(coalition);
  }

  /**
   * The values that sum to what all segments add, and fit the coalitions best.
   *
   * @param found the number of each coalition
   * @param none the number where no segment is shown
   * @param all the number where all are
   */
  double[] shapleyValues(double[] found, double none, double all) {
    double[] values = new double[segments];
    if (segments == 1) {
      values[0] = all - none;
      return values;
    }
    // the last value follows from the sum: it is put in, which leaves one column fewer
    int columns = segments - 1;
    RealMatrix normal = new Array2DRowRealMatrix(columns, columns);
    RealVector right = new ArrayRealVector(columns);
    for (int k = 0; k < found.length; k++) {
      boolean[] set = shown.get(k);
      double last = set[columns] ? 1 : 0;
      double rest = found[k] - none - last * (all - none);
      for (int a = 0; a < columns; a++) {
        double inA = (set[a] ? 1 : 0) - last;
        if (inA == 0) {
          continue;
        }
        right.addToEntry(a, weights[k] * inA * rest);
        for (int b = 0; b < columns; b++) {
          normal.addToEntry(a, b, weights[k] * inA * ((set[b] ? 1 : 0) - last));
        }
      }
    }
    // least squares of least norm: segments that the draws do not tell apart share
    double[] solved = new SingularValueDecomposition(normal).getSolver().solve(right).toArray();
    double sum = 0;
    for (int a = 0; a < columns; a++) {
      values[a] = solved[a];
      sum += solved[a];
    }
    values[columns] = all - none - sum;
    return values;
  }
}
