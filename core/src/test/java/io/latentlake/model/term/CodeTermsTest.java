package io.latentlake.model.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.model.LossTerm;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CodeTermsTest {
  static final List<LossTerm> TERMS =
      List.of(
          new AbsoluteCode(), new SquaredCode(), new RateDivergence(0.05), new RateDivergence(0.6));
  private static final int IMAGES = 5;
  private static final int LATENT = 3;

  @Test
  void absoluteAndSquaredCodesAreSummedOverLatentUnits() {
    double[] code = {1, -2, 0, 0.5, 0.5, -0.5};
    assertThat(Terms.perImage(new AbsoluteCode(), 2, code)).containsExactly(3, 1.5);
    assertThat(Terms.perImage(new SquaredCode(), 2, code)).containsExactly(2.5, 0.375);
  }

  @Test
  void theRateIsTheMeanActivationOverTheMinibatch() {
    // activations 0.1 and 0.3, whose mean is 0.2, and twice 0.5
    double[] code = {logit(0.1), 0, logit(0.3), 0};
    double expected =
        0.05 * Math.log(0.05 / 0.2)
            + 0.95 * Math.log(0.95 / 0.8)
            + 0.05 * Math.log(0.05 / 0.5)
            + 0.95 * Math.log(0.95 / 0.5);
    assertThat(Terms.perImage(new RateDivergence(0.05), 2, code))
        .containsExactly(new double[] {expected, expected}, within(1e-12));
    assertThat(Terms.perImage(new RateDivergence(0.2), 2, new double[] {logit(0.1), logit(0.3)}))
        .containsExactly(new double[] {0, 0}, within(1e-12));
  }

  @Test
  void unitsThatAreAlwaysOnOrOffHaveAFiniteDivergence() {
    double[] code = {900, -900, 900, -900};
    assertThat(Terms.perImage(new RateDivergence(0.05), 2, code)[0]).isFinite().isPositive();
    double[] gradient = Terms.gradients(new RateDivergence(0.05), 2, 1, code).get(0);
    assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
  }

  @ParameterizedTest
  @FieldSource("TERMS")
  void gradientsEqualFiniteDifferences(LossTerm term) {
    double[] code = new Random(3).doubles(IMAGES * LATENT, -3, 3).toArray();
    Terms.assertGradientEqualsFiniteDifferences(term, IMAGES, code);
  }

  private static double logit(double share) {
    return Math.log(share / (1 - share));
  }
}
