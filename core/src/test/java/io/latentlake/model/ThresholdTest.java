package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdTest {

  @Test
  void saysHowManyImagesAQuantileTakes() {
    double[] few = new double[99];
    assertThat(Threshold.of("s", few, 0.99, "validation").caution())
        .contains(
            "the threshold is the largest score of 99 images of split validation: a quantile of"
                + " 0.99 takes at least 100 images, and 299 to be 95 % sure that one of them scores"
                + " above it");
    assertThat(Threshold.of("s", new double[298], 0.99, "validation").caution().orElseThrow())
        .startsWith("the threshold is set on 298 images of split validation: a quantile of 0.99");
    assertThat(Threshold.of("s", new double[299], 0.99, "validation").caution()).isEmpty();
    assertThat(Threshold.of("s", few, 1, "validation").caution()).isEmpty();
  }

  @Test
  void saysWhichShareOfNormalImagesItFlags() {
    // The highest of n: the share above it is at most p with probability 1 - (1 - p)^n
    FlaggedShare ofHighest = threshold(new double[99], 0.99).flaggedShare();
    assertThat(ofHighest.low()).isCloseTo(1 - Math.pow(0.975, 1 / 99.0), within(1e-8));
    assertThat(ofHighest.high()).isCloseTo(1 - Math.pow(0.025, 1 / 99.0), within(1e-8));
    assertThat(ofHighest.inWords())
        .isEqualTo("0.026 % to 3.7 % of normal images (95 % confidence)");
    // The middle of three: Beta(2, 2), whose distribution function is 3 p^2 - 2 p^3
    FlaggedShare ofMiddle = threshold(new double[3], 0.5).flaggedShare();
    assertThat(betaTwoTwo(ofMiddle.low())).isCloseTo(0.025, within(1e-8));
    assertThat(betaTwoTwo(ofMiddle.high())).isCloseTo(0.975, within(1e-8));
  }

  private static double betaTwoTwo(double p) {
    return p * p * (3 - 2 * p);
  }

  @Test
  void theIntervalHoldsTheTrueShareAsOftenAsItSays() {
    Random random = new Random(11);
    int held = 0;
    for (int trial = 0; trial < 2000; trial++) {
      // Of scores that are uniform in [0, 1), the share above a threshold is 1 - threshold
      Threshold threshold = threshold(random.doubles(150).toArray(), 0.98);
      FlaggedShare share = threshold.flaggedShare();
      double truth = 1 - threshold.value();
      held += share.low() <= truth && truth <= share.high() ? 1 : 0;
    }
    // Four standard deviations of 2000 throws at 0.95
    assertThat(held / 2000.0).isCloseTo(0.95, within(0.02));
  }

  @Test
  void isTheExactQuantile() {
    double[] scores = {5, 1, 4, 2, 3, 9, 8, 7, 6, 10};
    assertThat(threshold(scores, 0.9).value()).isEqualTo(9);
    assertThat(threshold(scores, 0.91).value()).isEqualTo(10);
    assertThat(threshold(scores, 1).value()).isEqualTo(10);
    assertThat(threshold(scores, 0.05).value()).isEqualTo(1);
  }

  @Test
  void callsNoMoreThanItsShareOfNormalImagesAnomalous() {
    double[] scores = new Random(3).doubles(5000).toArray();
    Threshold threshold = threshold(scores, 0.99);
    long called = IntStream.range(0, 5000).filter(i -> threshold.exceededBy(scores[i])).count();
    assertThat(called).isEqualTo(50);
  }

  @Test
  void isTheSameFromTheScoresAtItsRanksAlone() {
    for (int n : new int[] {1, 2, 5, 1001, 1002, 5000}) {
      double[] scores = new Random(n).doubles(n).toArray();
      double[] sorted = Arrays.stream(scores).sorted().toArray();
      double[] atRanks =
          Arrays.stream(Threshold.ranks(n, 0.97)).mapToDouble(r -> sorted[(int) r]).toArray();
      assertThat(Threshold.of("reconstruction_error", n, atRanks, 0.97, "validation"))
          .isEqualTo(threshold(scores, 0.97));
    }
  }

  @Test
  void percentileIsTheShareOfLowerScores() {
    Threshold threshold = threshold(new double[] {1, 2, 2, 4}, 0.5);
    assertThat(threshold.percentile(0)).isZero();
    assertThat(threshold.percentile(2)).isEqualTo(25);
    assertThat(threshold.percentile(3)).isEqualTo(75);
    assertThat(threshold.percentile(9)).isEqualTo(100);
  }

  @Test
  void keepsAThousandQuantilesOfManyScores() {
    double[] scores = IntStream.range(0, 60_001).asDoubleStream().toArray();
    Threshold threshold = threshold(scores, 0.999);
    assertThat(threshold.quantiles()).hasSize(1001).startsWith(0.0, 60.0).endsWith(60_000.0);
    assertThat(threshold.images()).isEqualTo(60_001);
    assertThat(threshold.percentile(30_000)).isCloseTo(50, within(0.1));
    assertThat(threshold.percentile(-1)).isZero();
    assertThat(threshold.percentile(60_001)).isEqualTo(100);
  }

  @Test
  void anotherQuantileFollowsFromTheScoresThatAreKept() {
    double[] few = new Random(5).doubles(1001).toArray();
    for (double quantile : new double[] {0.5, 0.9, 0.9985, 1}) {
      assertThat(threshold(few, 0.99).withQuantile(quantile)).isEqualTo(threshold(few, quantile));
    }

    // Of these every sixtieth is kept: 0, 60, ... 60,000
    double[] many = IntStream.range(0, 60_001).asDoubleStream().toArray();
    Threshold own = threshold(many, 0.99995);
    assertThat(own.withQuantile(0.99995)).isEqualTo(own);
    assertThat(own.withQuantile(0.9).value()).isEqualTo(54_000);
    assertThat(own.withQuantile(0.9001).value()).isEqualTo(54_060);
    assertThat(own.withQuantile(0.9001)).isEqualTo(threshold(many, 54_061 / 60_001.0));
    assertThat(own.withQuantile(1).value()).isEqualTo(60_000);
    assertThatThrownBy(() -> own.withQuantile(0.9999))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "of the 60001 scores of split validation, 1001 are kept, which tell quantiles up to"
                + " 0.9990, and 1");
  }

  @Test
  void scoresThatAreNoNumbersAreRefused() {
    assertThatThrownBy(() -> threshold(new double[] {1, Double.NaN}, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the scores behind a threshold must be finite and rise");
    assertThatThrownBy(() -> threshold(new double[0], 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no images in split validation to set a threshold by");
  }

  private static Threshold threshold(double[] scores, double quantile) {
    return Threshold.of("reconstruction_error", scores, quantile, "validation");
  }
}
