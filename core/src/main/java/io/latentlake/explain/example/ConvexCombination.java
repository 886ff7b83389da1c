package io.latentlake.explain.example;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Weights that rebuild a latent from others, at least 0 and 1 in all: the explanation of SimplEx.
 * There they come from gradient steps on a softmax; here they are exact, those of the point of the
 * others' convex hull that is nearest to the latent.
 *
 * <p>That point is unique. Its weights are, too, unless the corners are affinely dependent, as more
 * corners than units plus one are; then these are weights of as few corners as Wolfe's method ends
 * with, and the same whenever the corners come in the same order.
 *
 * @param weights of the corners, in their order
 * @param distance of the latent from the weighted mean
 * @see <a href="https://arxiv.org/abs/2110.15355">Crabbé et al. 2021, Explaining latent
 *     representations with a corpus of examples</a>
 */
record ConvexCombination(double[] weights, double distance) {
  /**
   * Rebuilds a latent.
   *
   * @param latent what to rebuild
   * @param corners latents of the same length, to rebuild it from
   * @return the weights, none if there are no corners
   */
  static ConvexCombination nearest(float[] latent, List<float[]> corners) {
    if (corners.isEmpty()) {
      return new ConvexCombination(new double[0], Double.NaN);
    }
    RealMatrix differences = new Array2DRowRealMatrix(latent.length, corners.size());
    double longest = 0;
    for (int corner = 0; corner < corners.size(); corner++) {
      for (int unit = 0; unit < latent.length; unit++) {
        double difference = (double) corners.get(corner)[unit] - latent[unit];
        differences.setEntry(unit, corner, difference);
      }
      longest = Math.max(longest, differences.getColumnVector(corner).getNorm());
    }
    RealMatrix scaled = longest > 0 ? differences.scalarMultiply(1 / longest) : differences;
    double[] weights = new MinimumNormPoint(turned(scaled)).weights();
    return new ConvexCombination(
        weights, new ArrayRealVector(differences.operate(weights)).getNorm());
  }

  /** The same corners up to a rotation, which needs no more units than there are corners. */
  private static RealMatrix turned(RealMatrix corners) {
    int most = corners.getColumnDimension();
    return corners.getRowDimension() <= most
        ? corners
        : new QRDecomposition(corners).getR().getSubMatrix(0, most - 1, 0, most - 1);
  }
}
