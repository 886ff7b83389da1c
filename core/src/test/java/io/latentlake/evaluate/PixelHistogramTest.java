package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
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
    PixelHistogram counted = settled(inside, outside);
    assertThat(counted.auroc()).isCloseTo(byPairs(inside, outside), within(1e-4));
    assertThat(counted.aupro()).isCloseTo(byThresholds(inside, outside), within(1e-4));
    assertThat(counted.f1()).isCloseTo(largestF1(inside, outside), within(1e-4));
  }

  @Test
  void smallDefectsAreToldFromTheFewPixelsThatAreClose() {
    float[] inside = new float[100];
    float[] outside = new float[1_000_000];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = 1.00001f + i * 1e-6f;
    }
    // so few that they matter to neither area, but half as many as there are pixels inside
    Arrays.fill(outside, 0, 50, 1);
    Arrays.fill(outside, 50, 60, 2);
    assertThat(count(inside, outside, new PixelHistogram().bins()).f1()).isLessThan(0.8);
    assertThat(settled(inside, outside).f1()).isEqualTo(200 / 210.0);
  }

  @Test
  void constantMapsOverlapAsMuchAsTheyRaiseFalseAlarms() {
    PixelHistogram counted = settled(new float[] {1, 1, 1}, new float[] {1, 1, 1, 1, 1});
    // from 0 to the false positive rate 0.3 the overlap is 0.15 on average
    assertThat(counted.aupro()).isCloseTo(0.15, within(1e-15));
    // all pixels together: 3 of 8 are inside
    assertThat(counted.f1()).isEqualTo(6 / 11.0);
  }

  @Test
  void perfectMapsHaveTheHighestMeasures() {
    PixelHistogram counted = settled(new float[] {3, 2, 2.5f}, new float[] {1, 0, 1.5f});
    assertThat(counted.auroc()).isEqualTo(1);
    assertThat(counted.aupro()).isCloseTo(1, within(1e-15));
    assertThat(counted.f1()).isEqualTo(1);
  }

  @Test
  void aSmallRegionCountsAsMuchAsALargeOne() {
    PixelHistogram counted = new PixelHistogram();
    for (int i = 0; i < 1000; i++) {
      counted.add(2, 1 / 1000.0);
    }
    counted.add(0, 1);
    for (int i = 0; i < 100; i++) {
      counted.add(1, 0);
    }
    assertThat(counted.auroc()).isCloseTo(1000 / 1001.0, within(1e-15));
    assertThat(counted.aupro()).isCloseTo(0.5, within(1e-12));
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
    PixelHistogram counted = settled(inside, outside);
    assertThat(counted.auroc()).isCloseTo(byPairs(inside, outside), within(1e-12));
    assertThat(counted.aupro()).isCloseTo(byThresholds(inside, outside), within(1e-12));
    assertThat(counted.f1()).isCloseTo(largestF1(inside, outside), within(1e-12));
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
    counted.add(1, 1);
    assertThat(counted.comparable()).isFalse();
    assertThat(counted.finer()).isEmpty();
    counted.add(-0f, 0);
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
    for (int i = 0; i < inside.length; i++) {
      counted.add(inside[i], 1.0 / regionSize(i, inside.length));
    }
    for (float value : outside) {
      counted.add(value, 0);
    }
    return counted;
  }

  /** Size of the region of a pixel: regions begin at pixels 0, 1, 2, 4, 8, 16, ... */
  private static int regionSize(int pixel, int pixels) {
    int first = Integer.highestOneBit(pixel);
    return Math.min(Math.max(1, 2 * first), pixels) - first;
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

  /** Per-region overlap over the false positive rate up to 0.3, threshold by threshold. */
  private static double byThresholds(float[] inside, float[] outside) {
    double area = 0;
    double lastRate = 0;
    double lastOverlap = 0;
    for (float threshold : thresholds(inside, outside)) {
      double rate = (double) reaching(outside, threshold) / outside.length;
      double overlap = 0;
      int regions = 0;
      for (int first = 0; first < inside.length; first = Math.max(1, 2 * first)) {
        int end = first + regionSize(first, inside.length);
        float[] region = Arrays.copyOfRange(inside, first, end);
        overlap += (double) reaching(region, threshold) / region.length;
        regions++;
      }
      overlap /= regions;
      if (rate > 0.3) {
        double atEnd = lastOverlap + (overlap - lastOverlap) * (0.3 - lastRate) / (rate - lastRate);
        return (area + (0.3 - lastRate) * (lastOverlap + atEnd) / 2) / 0.3;
      }
      area += (rate - lastRate) * (lastOverlap + overlap) / 2;
      lastRate = rate;
      lastOverlap = overlap;
    }
    throw new AssertionError("the lowest value is reached by all pixels");
  }

  private static double largestF1(float[] inside, float[] outside) {
    double best = 0;
    for (float threshold : thresholds(inside, outside)) {
      double found = reaching(inside, threshold);
      double precision = found / (found + reaching(outside, threshold));
      double recall = found / inside.length;
      best = found == 0 ? best : Math.max(best, 2 / (1 / precision + 1 / recall));
    }
    return best;
  }

  /** Every value once, the largest first. */
  private static List<Float> thresholds(float[] inside, float[] outside) {
    TreeSet<Float> values = new TreeSet<>(Comparator.reverseOrder());
    for (float[] pixels : List.of(inside, outside)) {
      for (float pixel : pixels) {
        values.add(pixel);
      }
    }
    return List.copyOf(values);
  }

  private static int reaching(float[] pixels, float threshold) {
    int count = 0;
    for (float pixel : pixels) {
      count += pixel >= threshold ? 1 : 0;
    }
    return count;
  }
}
