package io.latentlake.model.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.model.KlDivergence;
import io.latentlake.model.LossTerm;
import org.junit.jupiter.api.Test;

class KlShortfallTest {
  private static final int IMAGES = 3;

  // at variance 1 the KL divergence of a unit is half its squared mean: 0.5, 2, 0; 2, 2, 0; 0.5, 8,
  // 0
  private final double[] mean = {1, 2, 0, -2, 2, 0, 1, -4, 0};
  private final double[] logVariance = new double[9];

  private static LossTerm of(KlShortfall.Of of, double floor) {
    return new KlShortfall(of, floor);
  }

  @Test
  void aUnitBelowTheFloorOnAverageCostsTheFloor() {
    LossTerm term = of(KlShortfall.Of.UNITS, 1.5);
    // the units' means are 1, 4 and 0: they lack 0.5, 0 and 1.5
    assertThat(Terms.perImage(term, IMAGES, mean, logVariance))
        .containsExactly(1 + 1.5, -0.5 + 1.5, 1 + 1.5);
    assertThat(Terms.mean(term, IMAGES, mean, logVariance)).isCloseTo(2, within(1e-12));
  }

  @Test
  void twiceTheShortfallMakesADistanceOfTheDivergence() {
    double kl = Terms.mean(new KlDivergence(), IMAGES, mean, logVariance);
    assertThat(kl).isCloseTo(5, within(1e-12));
    for (double capacity : new double[] {3, 5, 8}) {
      double shortfall = Terms.mean(of(KlShortfall.Of.LATENT, capacity), IMAGES, mean, logVariance);
      assertThat(kl + 2 * shortfall).isCloseTo(Math.abs(kl - capacity) + capacity, within(1e-12));
    }
  }

  @Test
  void gradientsEqualFiniteDifferences() {
    double[] means = Terms.normal(5 * 4, 0, 1, 1);
    double[] logVariances = Terms.normal(5 * 4, -0.5, 0.4, 2);
    for (KlShortfall.Of of : KlShortfall.Of.values()) {
      for (double floor : new double[] {0.1, 0.6, 9}) {
        Terms.assertGradientEqualsFiniteDifferences(of(of, floor), 5, means, logVariances);
      }
    }
  }
}
