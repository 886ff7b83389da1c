package io.latentlake.model;

import java.io.Serializable;

/**
 * A term of a model's loss with its weight. The loss of an image is the sum of weight × term.
 *
 * @param term the term
 * @param weight at least 0
 * @param warmsUp whether the weight rises from 0 in the first epochs, as {@code
 *     train.beta-warmup-epochs} says
 */
public record WeightedTerm(LossTerm term, double weight, boolean warmsUp) implements Serializable {
  /**
   * Checks the weight.
   *
   * @throws IllegalArgumentException if it is negative, or warms up though the term compares
   *     images, whose place in a training step is taken by them
   */
  public WeightedTerm {
    if (!(weight >= 0)) {
      throw new IllegalArgumentException(
          "loss term " + term.name() + " weighs " + weight + "; allowed is 0 or more");
    }
    if (term.compares() != LossTerm.Compared.NOTHING && warmsUp) {
      throw new IllegalArgumentException(
          "loss term "
              + term.name()
              + " compares images, so its weight stays the same; let the others warm up");
    }
  }

  /**
   * A weight that stays the same.
   *
   * @param term the term
   * @param weight at least 0
   * @return both
   */
  public static WeightedTerm constant(LossTerm term, double weight) {
    return new WeightedTerm(term, weight, false);
  }

  /**
   * A weight that rises from 0 in the first epochs.
   *
   * @param term the term
   * @param weight at the end of the warm-up, at least 0
   * @return both
   */
  public static WeightedTerm warmingUp(LossTerm term, double weight) {
    return new WeightedTerm(term, weight, true);
  }

  /**
   * The weight during the warm-up.
   *
   * @param warmth how much of the warm-up has passed, 0 to 1
   * @return the weight
   */
  public double weightAt(double warmth) {
    return warmsUp ? weight * warmth : weight;
  }
}
