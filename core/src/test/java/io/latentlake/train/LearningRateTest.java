package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Options;
import io.latentlake.model.UsualTraining;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class LearningRateTest {
  private static final int STEPS = 11;

  @Test
  void staysTheSameByDefault() {
    assertThat(rates()).containsOnly(0.001);
    assertThat(rates("schedule=constant", "learning-rate=0.5")).containsOnly(0.5);
  }

  @Test
  void exponentialIsTheSameBitsAsInEarlierReleases() {
    ExponentialSchedule earlier =
        new ExponentialSchedule(ScheduleType.ITERATION, 0.003, Math.pow(0.07, 1.0 / (STEPS - 1)));
    assertThat(rates("learning-rate=0.003", "final-learning-rate-fraction=0.07"))
        .isEqualTo(IntStream.range(0, STEPS).mapToDouble(i -> earlier.valueAt(i, 0)).toArray());
  }

  @Test
  void cosineFallsSlowlyAtFirstAndAtLast() {
    double[] rates =
        rates("schedule=cosine", "learning-rate=2", "final-learning-rate-fraction=0.1");
    assertThat(rates[0]).isEqualTo(2);
    // a quarter of the way: cos(π/4); half of it: the mean of both ends
    double[] quarters = new double[5];
    for (int i = 0; i < quarters.length; i++) {
      quarters[i] =
          new LearningRate(TrainOptions.Schedule.COSINE, 2, 0.1, 2, 0, 9).valueAt(2 * i, 0);
    }
    double bend = 1.8 * (1 + Math.sqrt(0.5)) / 2;
    assertThat(quarters).containsExactly(new double[] {2, 0.2 + bend, 1.1, 2 - bend, 0.2}, near());
    assertThat(rates[STEPS - 1]).isCloseTo(0.2, near());
    assertThat(rates).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void stepFallsByTheSameFactorAtEqualDistances() {
    double[] rates =
        rates(
            "schedule=step",
            "learning-rate=1",
            "final-learning-rate-fraction=0.01",
            "schedule-falls=2");
    assertThat(rates)
        .containsExactly(new double[] {1, 1, 1, 1, .1, .1, .1, .1, .01, .01, .01}, near());
  }

  @Test
  void warmUpRisesEvenlyAndWhatFollowsFallsInTheStepsThatAreLeft() {
    double[] rates =
        rates(
            "learning-rate=1",
            "final-learning-rate-fraction=0.0001",
            "learning-rate-warmup-steps=6");
    double[] expected = {1 / 7., 2 / 7., 3 / 7., 4 / 7., 5 / 7., 6 / 7., 1, .1, .01, .001, .0001};
    assertThat(rates).containsExactly(expected, near());
    assertThat(rates("learning-rate=1", "learning-rate-warmup-steps=1"))
        .startsWith(0.5, 1)
        .endsWith(1);
  }

  @Test
  void aTrainingOfOneStepHasTheFullRate() {
    for (TrainOptions.Schedule schedule : TrainOptions.Schedule.values()) {
      assertThat(new LearningRate(schedule, 0.3, 0.5, 2, 0, 1).valueAt(0, 0)).isEqualTo(0.3);
    }
  }

  @Test
  void warmUpThatDoesNotEndIsRefused() {
    TrainOptions options = Options.of(TrainOptions.class, "learning-rate-warmup-steps=11");
    assertThatThrownBy(() -> LearningRate.of(options, STEPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train.learning-rate-warmup-steps is 11")
        .hasMessageContaining("only 11 steps");
  }

  @Test
  void aScheduleThatMustFallFallsToAHundredthByDefault() {
    assertThat(rates("schedule=cosine", "learning-rate=1")[STEPS - 1]).isCloseTo(0.01, near());
    assertThat(rates("schedule=step", "learning-rate=1")[STEPS - 1]).isCloseTo(0.01, near());
    assertThat(rates("schedule=constant", "learning-rate=1")[STEPS - 1]).isEqualTo(1);
  }

  @Test
  void schedulesThatContradictTheFinalRateAreRefused() {
    assertThatThrownBy(() -> rates("schedule=cosine", "final-learning-rate-fraction=1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("set train.final-learning-rate-fraction");
    assertThatThrownBy(() -> rates("schedule=step", "final-learning-rate-fraction=1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("set train.final-learning-rate-fraction");
    assertThatThrownBy(() -> rates("schedule=constant", "final-learning-rate-fraction=0.5"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("train.final-learning-rate-fraction is 0.5");
  }

  private static double[] rates(String... options) {
    TrainOptions completed =
        Options.of(TrainOptions.class, options).completed(UsualTraining.OF_MOST, STEPS);
    LearningRate rate = LearningRate.of(completed, STEPS);
    return IntStream.range(0, STEPS).mapToDouble(step -> rate.valueAt(step, 0)).toArray();
  }

  /** Rounding of a double. */
  private static Offset<Double> near() {
    return within(1e-12);
  }
}
