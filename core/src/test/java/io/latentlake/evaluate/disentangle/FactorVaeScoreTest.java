package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.model.KeyedNoise;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FactorVaeScoreTest {
  private final double[][] even = Codes.even(2, 1);

  @Test
  void aCodeOfSingleFactorsIsPerfectAndNoiseGuesses() {
    assertThat(accuracy(Codes.sample(even, even))).isEqualTo(1);
    assertThat(accuracy(Codes.sample(Codes.even(2, 2), even))).isCloseTo(0.5, within(0.05));
  }

  @Test
  void unitsThatHardlyVaryAreLeftOut() {
    // the third unit varies least in every group, but has no more than a rounding's variance
    double[] still = Arrays.stream(Codes.even(1, 3)[0]).map(value -> 1e-3 * value).toArray();
    assertThat(accuracy(Codes.sample(new double[][] {even[0], even[1], still}, even))).isEqualTo(1);
    assertThat(accuracy(Codes.sample(new double[][] {still}, even))).isZero();
    // without a prior, only the units among themselves say what is little
    Sample code = Codes.sample(new double[][] {still}, even);
    assertThat(accuracy(new Sample("test", code.codes(), code.factors(), Sample.Prior.NONE)))
        .isCloseTo(0.5, within(0.05));
  }

  private static double accuracy(Sample sample) {
    KeyedNoise noise = new KeyedNoise(KeyedNoise.Purpose.EVALUATION, 1);
    return new FactorVaeScore(sample)
        .accuracy(
            new FactorDraws(
                noise,
                "test",
                sample.factors().stream()
                    .map(factor -> SharedValue.of(factor, FactorVaeScore.GROUP).orElseThrow())
                    .toList()));
  }
}
