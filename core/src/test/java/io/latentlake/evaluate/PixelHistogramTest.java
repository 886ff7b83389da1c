package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelHistogramTest {
  /** Names a distribution: the float that a draw from [0, 1) becomes. */
  static Stream<Arguments> distributions() {
    return Stream.of(
        values("two close clusters", draw -> (draw < 0.5 ? 1 : 1e6) * (1 + 1e-4 * draw)),
        values("all within a ten thousandth", draw -> 1 + 1e-4 * draw),
        values("neighbouring floats", draw -> draw < 0.5 ? 1 : Math.nextUp(1f)),
        values("all the same", draw -> 0.1),
        values("zeros and few others", draw -> draw < 0.9 ? 0 : draw),
        values("subnormal", draw -> draw * 1e-42),
        values("huge", draw -> draw * Float.MAX_VALUE),
        values("infinite at times", draw -> draw < 0.1 ? Float.POSITIVE_INFINITY : draw),
        values("negative", draw -> -1 - 1e-4 * draw),
        values("around zero", draw -> draw - 0.5),
        values("every magnitude", draw -> Math.pow(10, 70 * draw - 40)),
        values("many close clusters", draw -> Math.floor(draw * 3000) + (draw * 1e7 % 1) * 1e-3));
  }

  private static Arguments values(String name, DoubleUnaryOperator ofDraw) {
    return Arguments.of(name, ofDraw);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("distributions")
  void agreesWithComparingEveryPair(String name, DoubleUnaryOperator ofDraw) {
    Random random = new Random(3);
    float[] inside = new float[1_000];
    float[] outside = new float[3_000];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = (float) ofDraw.applyAsDouble(Math.sqrt(random.nextDouble()));
    }
    for (int i = 0; i < outside.length; i++) {
      outside[i] = (float) ofDraw.applyAsDouble(random.nextDouble());
    }
    assertThat(settled(inside, outside).auroc()).isCloseTo(byPairs(inside, outside), within(1e-4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1, 1e30})
  void evenlySpreadValuesTakeTwoCounts(double scale) {
    Random random = new Random(5);
    float[] inside = new float[20_000];
    float[] outside = new float[20_000];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = (float) (scale * Math.max(0, random.nextGaussian() + 1));
      outside[i] = (float) (scale * Math.max(0, random.nextGaussian()));
    }
    Optional<FloatBins> finer = count(inside, outside, new PixelHistogram().bins()).finer();
    assertThat(count(inside, outside, finer.orElseThrow()).finer()).isEmpty();
  }

  @Test
  void theHardestValuesTakeFewCountsAndFewBins() {
    // as many bins as can matter at all, each with two values that are neighbours
    float[] inside = new float[4_500];
    float[] outside = new float[4_500];
    for (int i = 0; i < inside.length; i++) {
      outside[i] = Float.intBitsToFloat((i + 1) << 16);
      inside[i] = Math.nextUp(outside[i]);
    }
    FloatBins bins = new PixelHistogram().bins();
    Optional<FloatBins> finer = Optional.of(bins);
    int counts = 0;
    while (finer.isPresent()) {
      bins = finer.get();
      assertThat(bins.count()).isLessThan(1 << 19);
      finer = count(inside, outside, bins).finer();
      counts++;
    }
    assertThat(counts).isLessThanOrEqualTo(7);
    // a value inside beats its neighbour and all below: 1 + 2 + ... + 4500 of 4500 * 4500 pairs
    assertThat(count(inside, outside, bins).auroc())
        .isCloseTo(0.5 + 0.5 / inside.length, within(1e-4));
  }

  @Test
  void valuesOfWhichManyAreEqualCountHalf() {
    Random random = new Random(4);
    float[] inside = new float[500];
    float[] outside = new float[500];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = random.nextInt(4);
      outside[i] = random.nextInt(3);
    }
    assertThat(settled(inside, outside).auroc()).isCloseTo(byPairs(inside, outside), within(1e-12));
  }

  @Test
  void partsOfTheImagesAddUp() {
    float[] inside = {3, 1, 2};
    float[] outside = {1, 2.5f};
    FloatBins bins = settled(inside, outside).bins();
    PixelHistogram whole =
        count(Arrays.copyOf(inside, 2), new float[] {outside[0]}, bins)
            .merge(count(new float[] {inside[2]}, new float[] {outside[1]}, bins));
    assertThat(whole.auroc()).isEqualTo(byPairs(inside, outside));
  }

  @Test
  void oneKindOfPixelAloneCannotBeCompared() {
    PixelHistogram counted = new PixelHistogram();
    counted.add(1, true);
    assertThat(counted.comparable()).isFalse();
    assertThat(counted.finer()).isEmpty();
    counted.add(-0f, false);
    assertThat(counted.comparable()).isTrue();
    assertThat(counted.auroc()).isEqualTo(1);
  }

  private static PixelHistogram settled(float[] inside, float[] outside) {
    PixelHistogram counted = count(inside, outside, new PixelHistogram().bins());
    for (Optional<FloatBins> finer = counted.finer(); finer.isPresent(); finer = counted.finer()) {
      counted = count(inside, outside, finer.get());
    }
    return counted;
  }

  private static PixelHistogram count(float[] inside, float[] outside, FloatBins bins) {
    PixelHistogram counted = new PixelHistogram(bins);
    for (float value : inside) {
      counted.add(value, true);
    }
    for (float value : outside) {
      counted.add(value, false);
    }
    return counted;
  }

  private static double byPairs(float[] inside, float[] outside) {
    double wins = 0;
    for (float in : inside) {
      for (float out : outside) {
        wins += in > out ? 1 : in == out ? 0.5 : 0;
      }
    }
    return wins / inside.length / outside.length;
  }
}
