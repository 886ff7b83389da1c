package io.latentlake.explain.method;

import io.latentlake.model.AffineLayer;

/**
 * LRP-ε: an input's share is what it adds to the output, a·w, over the output, which ε moves away
 * from zero. The bias and ε keep their shares.
 */
final class EpsilonRule extends RelevanceRule {
  private final double epsilon;

  EpsilonRule(double epsilon) {
    this.epsilon = epsilon;
  }

  @Override
  public double[] affine(AffineLayer layer, double[] passed) {
    double[] outputs = layer.output();
    double[] ratios = new double[passed.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = over(passed[i], awayFromZero(outputs[i]));
    }
    double[] back = layer.transposed(ratios);
    double[] inputs = layer.input();
    for (int i = 0; i < back.length; i++) {
      back[i] *= inputs[i];
    }
    return back;
  }

  @Override
  double share(double term, double other) {
    return over(term, awayFromZero(term + other));
  }

  private double awayFromZero(double output) {
    return output < 0 ? output - epsilon : output + epsilon;
  }
}
