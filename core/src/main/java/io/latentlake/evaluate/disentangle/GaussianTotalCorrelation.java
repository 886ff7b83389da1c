package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How much more the units tell alone than together, if the codes were normally distributed: KL
 * divergence from the product of their marginal distributions, ½ (Σ log Σᵢᵢ − log det Σ) of their
 * covariance Σ. It is 0 if no two units correlate. Units that are the same for every image are left
 * out.
 *
 * @see <a href="https://arxiv.org/abs/1811.12359">Locatello et al. 2019, section 5.4</a>
 */
final class GaussianTotalCorrelation {
  /** A smaller eigenvalue of the correlations is rounding. */
  private static final double ROUNDING = 1e-10;

  private GaussianTotalCorrelation() {}

  /**
   * Measures.
   *
   * @param codes {@code [unit][image]}
   * @return nats, at least 0; empty if one unit follows exactly from others
   */
  static Optional<Double> nats(double[][] codes) {
    double[][] scaled =
        Arrays.stream(codes)
            .filter(unit -> StatUtils.populationVariance(unit) > 0)
            .map(GaussianTotalCorrelation::standardised)
            .toArray(double[][]::new);
    if (scaled.length < 2) {
      return Optional.of(0.0);
    }
    // eigenvalues of correlations, not of covariances: they do not depend on the units' scales
    double[] eigenvalues =
        new EigenDecomposition(new Array2DRowRealMatrix(correlations(scaled), false))
            .getRealEigenvalues();
    return Arrays.stream(eigenvalues).anyMatch(value -> value < ROUNDING)
        ? Optional.empty()
        : Optional.of(Math.max(0, -Arrays.stream(eigenvalues).map(Math::log).sum() / 2));
  }

  private static double[] standardised(double[] values) {
    double mean = StatUtils.mean(values);
    double deviation = Math.sqrt(StatUtils.populationVariance(values));
    return Arrays.stream(values).map(value -> (value - mean) / deviation).toArray();
  }

  private static double[][] correlations(double[][] scaled) {
    double[][] correlations = new double[scaled.length][scaled.length];
    for (int i = 0; i < scaled.length; i++) {
      double[] first = scaled[i];
      correlations[i][i] = 1;
      for (int j = 0; j < i; j++) {
        double[] second = scaled[j];
        correlations[i][j] =
            IntStream.range(0, first.length).mapToDouble(k -> first[k] * second[k]).sum()
                / first.length;
        correlations[j][i] = correlations[i][j];
      }
    }
    return correlations;
  }
}
