package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeparatedAttributesTest {
  @Test
  void aContinuousFactorsGapIsThatOfSquaredCorrelations() {
    double[][] even = Codes.even(2, 1);
    assertThat(DoubleStream.of(SeparatedAttributes.gaps(Codes.sample(even, even))))
        .allMatch(gap -> gap > 0.99 && gap <= 1);
    // both units correlate with each factor by the root of a half
    assertThat(DoubleStream.of(SeparatedAttributes.gaps(Codes.sample(Codes.turned(even), even))))
        .allMatch(gap -> gap < 0.05);
    assertThat(DoubleStream.of(SeparatedAttributes.gaps(Codes.sample(Codes.even(2, 2), even))))
        .allMatch(gap -> gap < 0.01);
  }

  @Test
  void aDiscreteFactorOfTwoValuesReachesAHalf() {
    double[] factor = Codes.turns(2, 1);
    double[] constant = new double[Codes.IMAGES];
    assertThat(SeparatedAttributes.gaps(Codes.sample(new double[][] {constant, factor}, factor)))
        .containsExactly(0.5);
  }

  @Test
  void theSeparatorTellsClassesOnALine() {
    double[] factor = Codes.turns(3, 1);
    int[] classes = Factor.of("f", factor).classes();
    assertThat(LinearSeparator.accuracy(factor, classes, 3, 3_000)).isEqualTo(1);
    assertThat(LinearSeparator.accuracy(Codes.even(1, 1)[0], classes, 3, 3_000))
        .isCloseTo(1 / 3.0, within(0.05));
    // a code without a scale of its own is told as well
    double[] small = new double[Codes.IMAGES];
    for (int i = 0; i < small.length; i++) {
      small[i] = 5 - 1e-4 * factor[i];
    }
    assertThat(LinearSeparator.accuracy(small, classes, 3, 3_000)).isEqualTo(1);
  }

  @Test
  void noLineNearbyHasALowerLoss() {
    Random random = new Random(1);
    double[] numbers = new double[200];
    int[] classes = new int[200];
    for (int i = 0; i < numbers.length; i++) {
      classes[i] = i % 5 == 0 ? 1 : 0;
      numbers[i] = classes[i] + random.nextGaussian();
    }
    LinearSeparator best = LinearSeparator.fit(numbers, classes, 1, 200);
    double least = loss(best, numbers, classes);
    for (int i = 0; i < 16; i++) {
      double angle = i * Math.PI / 8;
      LinearSeparator near =
          new LinearSeparator(
              best.slope() + 1e-3 * Math.cos(angle), best.offset() + 1e-3 * Math.sin(angle));
      assertThat(loss(near, numbers, classes)).isGreaterThan(least);
    }
    assertThat(best.slope()).isPositive();
  }

  private static double loss(LinearSeparator line, double[] numbers, int[] classes) {
    double loss = 0.005 * line.slope() * line.slope();
    for (int i = 0; i < numbers.length; i++) {
      double side = classes[i] == 1 ? 1 : -1;
      double lacking = Math.max(0, 1 - side * line.margin(numbers[i]));
      loss += lacking * lacking * (classes[i] == 1 ? 0.5 / 40 : 0.5 / 160);
    }
    return loss;
  }
}
