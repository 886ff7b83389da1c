package io.latentlake.explain.method;

import io.latentlake.model.AffineLayer;
import io.latentlake.model.AffineLayer.Sign;
import java.util.Arrays;

/**
 * What the inputs of an affine layer add to its outputs, a·w, apart by sign. An input may be
 * negative, as after a LeakyReLU, so that both signs of weights are met by both signs of inputs.
 */
final class SignedProducts {
  private final AffineLayer layer;
  private final double[] above;
  private final double[] below;

  /** For each output the sum of all that is positive, the bias where it is. */
  private final double[] positive;

  /** For each output the sum of all that is negative, the bias where it is. */
  private final double[] negative;

  SignedProducts(AffineLayer layer) {
    this.layer = layer;
    double[] inputs = layer.input();
    this.above = Arrays.stream(inputs).map(a -> Math.max(a, 0)).toArray();
    this.below = Arrays.stream(inputs).map(a -> Math.min(a, 0)).toArray();
    this.positive = sums(Sign.POSITIVE, Sign.NEGATIVE);
    this.negative = sums(Sign.NEGATIVE, Sign.POSITIVE);
    double[] bias = layer.bias();
    for (int i = 0; i < bias.length; i++) {
      positive[i] += Math.max(bias[i], 0);
      negative[i] += Math.min(bias[i], 0);
    }
  }

  private double[] sums(Sign ofAbove, Sign ofBelow) {
    return added(layer.times(ofAbove, above), layer.times(ofBelow, below));
  }

  double positive(int output) {
    return positive[output];
  }

  double negative(int output) {
    return negative[output];
  }

  /**
   * Shares out in proportion to the products of one sign or the other.
   *
   * @param toPositive for each output, what is passed on for each unit of a positive product
   * @param toNegative the same for negative ones
   * @return for each input the sum over its products
   */
  double[] shared(double[] toPositive, double[] toNegative) {
    double[] byAbove =
        added(
            layer.transposed(Sign.POSITIVE, toPositive),
            layer.transposed(Sign.NEGATIVE, toNegative));
    double[] byBelow =
        added(
            layer.transposed(Sign.NEGATIVE, toPositive),
            layer.transposed(Sign.POSITIVE, toNegative));
    for (int i = 0; i < byAbove.length; i++) {
      byAbove[i] = byAbove[i] * above[i] + byBelow[i] * below[i];
    }
    return byAbove;
  }

  private static double[] added(double[] some, double[] others) {
    Arrays.setAll(some, i -> some[i] + others[i]);
    return some;
  }
}
