package io.latentlake.explain.example;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * The point of a convex hull that is nearest to the origin, by Wolfe's active-set method: it holds
 * a few affinely independent corners, adds the one that lies farthest on the near side of the
 * present point, and drops those that the nearest point of the plane through them does not need. It
 * ends after finitely many steps.
 *
 * <p>The distance of the point found from the true one is at most 1e-6 of the longest corner: its
 * square is at most the gap at which the method stops.
 *
 * @see <a href="https://doi.org/10.1007/BF01580381">Wolfe 1976, Finding the nearest point in a
 *     polytope</a>
 */
final class MinimumNormPoint {
  private static final double GAP = 1e-12;

  /** A plane whose corners are nearer to dependence than this is no plane in double precision. */
  private static final double SINGULAR = 1e-13;

  private final RealMatrix corners;
  private final double[] weights;
  private final List<Integer> held = new ArrayList<>();

  /**
   * Finds the point.
   *
   * @param corners a column each, the longest of norm 1 or all 0
   */
  MinimumNormPoint(RealMatrix corners) {
    this.corners = corners;
    this.weights = new double[corners.getColumnDimension()];
    find();
  }

  /** Weights of the corners: at least 0, 1 in all. */
  double[] weights() {
    return weights.clone();
  }

  private void find() {
    int first = 0;
    for (int corner = 1; corner < weights.length; corner++) {
      if (norm(corner) < norm(first)) {
        first = corner;
      }
    }
    held.add(first);
    weights[first] = 1;
    double before = Double.POSITIVE_INFINITY;
    while (true) {
      RealVector point = corners.operate(new ArrayRealVector(weights));
      double squared = point.dotProduct(point);
      RealVector along = corners.preMultiply(point);
      int next = along.getMinIndex();
      // Rounding may stop the descent before the gap closes
      if (squared - along.getEntry(next) <= GAP
          || squared >= before
          || held.contains(next)
          || !descend(next)) {
        return;
      }
      before = squared;
    }
  }

  private double norm(int corner) {
    return corners.getColumnVector(corner).getNorm();
  }

  /** Takes a corner in and goes to the nearest point of what is held; false if it cannot. */
  private boolean descend(int next) {
    held.add(next);
    while (true) {
      Optional<double[]> plane = nearestOfPlane();
      if (plane.isEmpty()) {
        return false;
      }
      double[] goal = plane.get();
      if (Arrays.stream(goal).allMatch(weight -> weight > 0)) {
        for (int i = 0; i < goal.length; i++) {
          weights[held.get(i)] = goal[i];
        }
        return true;
      }
      goTowards(goal);
    }
  }

  /** Goes as far as no weight is negative, and drops the corners whose weight is then 0. */
  private void goTowards(double[] goal) {
    double step = Double.POSITIVE_INFINITY;
    int leaving = 0;
    for (int i = 0; i < goal.length; i++) {
      double weight = weights[held.get(i)];
      if (goal[i] <= 0) {
        double reach = weight == 0 ? 0 : weight / (weight - goal[i]);
        if (reach < step) {
          step = reach;
          leaving = i;
        }
      }
    }
    for (int i = 0; i < goal.length; i++) {
      int corner = held.get(i);
      weights[corner] =
          i == leaving ? 0 : Math.max(0, (1 - step) * weights[corner] + step * goal[i]);
    }
    held.removeIf(corner -> weights[corner] == 0);
  }

  /** Weights, perhaps negative, of the nearest point of the plane through the corners held. */
  private Optional<double[]> nearestOfPlane() {
    int others = held.size() - 1;
    if (others == 0) {
      return Optional.of(new double[] {1});
    }
    if (others > corners.getRowDimension()) {
      return Optional.empty();
    }
    RealVector origin = corners.getColumnVector(held.get(0));
    RealMatrix edges = new Array2DRowRealMatrix(corners.getRowDimension(), others);
    for (int i = 0; i < others; i++) {
      edges.setColumnVector(i, corners.getColumnVector(held.get(i + 1)).subtract(origin));
    }
    DecompositionSolver solver = new QRDecomposition(edges, SINGULAR).getSolver();
    if (!solver.isNonSingular()) {
      return Optional.empty();
    }
    double[] along = solver.solve(origin.mapMultiply(-1)).toArray();
    double[] goal = new double[held.size()];
    goal[0] = 1 - Arrays.stream(along).sum();
    System.arraycopy(along, 0, goal, 1, others);
    return Optional.of(goal);
  }
}
