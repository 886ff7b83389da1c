package io.latentlake.model.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.LossTerm;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class CodePenaltyTest {
  static final List<LossTerm> TERMS =
      List.of(
          new AbsoluteCode(), new SquaredCode(), new RateDivergence(0.05), new RateDivergence(0.6));
  private static final int IMAGES = 5;
  private static final int LATENT = 3;

  @Test
  void absoluteAndSquaredCodesAreSummedOverLatentUnits() {
    double[] code = {1, -2, 0, 0.5, 0.5, -0.5};
    assertThat(terms(new AbsoluteCode(), code, 2)).containsExactly(3, 1.5);
    assertThat(terms(new SquaredCode(), code, 2)).containsExactly(2.5, 0.375);
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
    assertThat(terms(new RateDivergence(0.05), code, 2))
        .containsExactly(new double[] {expected, expected}, within(1e-12));
    assertThat(terms(new RateDivergence(0.2), new double[] {logit(0.1), logit(0.3)}, 2))
        .containsExactly(new double[] {0, 0}, within(1e-12));
  }

  @Test
  void unitsThatAreAlwaysOnOrOffHaveAFiniteDivergence() {
    double[] code = {900, -900, 900, -900};
    assertThat(terms(new RateDivergence(0.05), code, 2)[0]).isFinite().isPositive();
    double[] gradient = gradient(new RateDivergence(0.05), code, 2, 1);
    assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
  }

  @ParameterizedTest
  @FieldSource("TERMS")
  void gradientsEqualFiniteDifferences(LossTerm term) {
    double[] code = new Random(3).doubles(IMAGES * LATENT, -3, 3).toArray();
    double weight = 0.7;
    double step = 1e-6;
    double[] gradient = gradient(term, code, IMAGES, weight);
    for (int i = 0; i < code.length; i++) {
      double[] moved = code.clone();
      moved[i] = code[i] + step;
      double above = Arrays.stream(terms(term, moved, IMAGES)).sum();
      moved[i] = code[i] - step;
      double below = Arrays.stream(terms(term, moved, IMAGES)).sum();
      double expected = weight * (above - below) / (2 * step);
      assertThat(gradient[i]).isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
    }
  }

  private static double logit(double share) {
    return Math.log(share / (1 - share));
  }

  private static double[] terms(LossTerm term, double[] code, int images) {
    try (LossTerm.Evaluator evaluator = term.evaluator(DataType.DOUBLE)) {
      return evaluator.perImage(List.of(array(code, images)), null, 1, List.of());
    }
  }

  private static double[] gradient(LossTerm term, double[] code, int images, double weight) {
    INDArray gradient = OffHeap.create(DataType.DOUBLE, images, code.length / images);
    try (LossTerm.Evaluator evaluator = term.evaluator(DataType.DOUBLE)) {
      evaluator.perImage(List.of(array(code, images)), null, weight, List.of(gradient));
    }
    return OffHeap.read(gradient);
  }

  private static INDArray array(double[] code, int images) {
    INDArray array = OffHeap.create(DataType.DOUBLE, images, code.length / images);
    OffHeap.write(code, array);
    return array;
  }
}
