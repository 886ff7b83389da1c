package io.latentlake.explain.method;

import io.latentlake.model.AffineLayer;

/**
 * LRP-γ: what has the sign of the output counts 1 + γ times, so that it is favoured over what works
 * against it. The form that takes inputs and outputs of any sign; where all are positive, it is
 * that of Montavon et al. 2019, W + γW⁺. The bias keeps its share.
 *
 * @see <a href="https://doi.org/10.1007/978-3-030-28954-6_10">Montavon et al. 2019</a>
 * @see <a href="https://arxiv.org/abs/2106.13200">Zennit, Anders et al. 2021</a>
 */
final class GammaRule extends RelevanceRule {
  private final double gamma;

  GammaRule(double gamma) {
    this.gamma = gamma;
  }

  @Override
  public double[] affine(AffineLayer layer, double[] passed) {
    SignedProducts products = new SignedProducts(layer);
    double[] outputs = layer.output();
    double[] toPositive = new double[passed.length];
    double[] toNegative = new double[passed.length];
    for (int i = 0; i < passed.length; i++) {
      boolean rises = outputs[i] > 0;
      double favoured = rises ? products.positive(i) : products.negative(i);
      double ratio = over(passed[i], outputs[i] + gamma * favoured);
      toPositive[i] = rises ? (1 + gamma) * ratio : ratio;
      toNegative[i] = rises ? ratio : (1 + gamma) * ratio;
    }
    return products.shared(toPositive, toNegative);
  }

  @Override
  double share(double term, double other) {
    boolean rises = term + other > 0;
    double whole = favouring(term, rises) + favouring(other, rises);
    return over(favouring(term, rises), whole);
  }

  private double favouring(double term, boolean rises) {
    return term > 0 == rises ? (1 + gamma) * term : term;
  }
}
