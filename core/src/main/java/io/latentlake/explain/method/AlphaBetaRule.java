package io.latentlake.explain.method;

import io.latentlake.model.AffineLayer;

/**
 * LRP-αβ: α of the relevance goes to what raises an output, −β = 1 − α to what lowers it, each in
 * proportion. Where nothing lowers an output, or nothing raises it, all goes to what there is, so
 * that no relevance is made or lost. The bias keeps its share of either.
 *
 * @see <a href="https://doi.org/10.1371/journal.pone.0130140">Bach et al. 2015, equation 60</a>
 */
final class AlphaBetaRule extends RelevanceRule {
  private final double alpha;

  AlphaBetaRule(double alpha) {
    this.alpha = alpha;
  }

  @Override
  public double[] affine(AffineLayer layer, double[] passed) {
    SignedProducts products = new SignedProducts(layer);
    double[] toPositive = new double[passed.length];
    double[] toNegative = new double[passed.length];
    for (int i = 0; i < passed.length; i++) {
      double raised = products.positive(i);
      double lowered = products.negative(i);
      toPositive[i] = over(passed[i] * toRaising(raised, lowered), raised);
      toNegative[i] = over(passed[i] * (1 - toRaising(raised, lowered)), lowered);
    }
    return products.shared(toPositive, toNegative);
  }

  @Override
  double share(double term, double other) {
    double raised = Math.max(term, 0) + Math.max(other, 0);
    double lowered = Math.min(term, 0) + Math.min(other, 0);
    return term > 0
        ? toRaising(raised, lowered) * over(term, raised)
        : (1 - toRaising(raised, lowered)) * over(term, lowered);
  }

  private double toRaising(double raised, double lowered) {
    if (lowered == 0) {
      return 1;
    }
    return raised == 0 ? 0 : alpha;
  }
}
