package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerDriftTest {
  private static final double[] ALIKE = {1, 1};
  private static final ParameterPlaces THREE_LEARNT =
      new ParameterPlaces(List.of(new ParameterPlaces.Span(0, 3)), List.of());

  @Test
  void workersThatAgreeDoNotDrift() {
    float[] start = {1, 2, 3};
    float[] end = {2, 2, 5};
    WorkerDrift drift = WorkerDrift.of(start, List.of(end, end), ALIKE, end, THREE_LEARNT);
    assertThat(drift.ofParameters()).hasValue(0);
    assertThat(drift.ofStatistics()).isEmpty();
  }

  @Test
  void orthogonalMovesOfTwoWorkersDriftByOneAndOfThreeByRootTwo() {
    float[] start = {5, 5, 5};
    WorkerDrift two =
        WorkerDrift.of(
            start,
            List.of(new float[] {7, 5, 5}, new float[] {5, 7, 5}),
            ALIKE,
            new float[] {6, 6, 5},
            THREE_LEARNT);
    assertThat(two.ofParameters().orElseThrow()).isCloseTo(1, within(1e-12));
    WorkerDrift three =
        WorkerDrift.of(
            start,
            List.of(new float[] {8, 5, 5}, new float[] {5, 8, 5}, new float[] {5, 5, 8}),
            new double[] {1, 1, 1},
            new float[] {6, 6, 6},
            THREE_LEARNT);
    assertThat(three.ofParameters().orElseThrow()).isCloseTo(Math.sqrt(2), within(1e-12));
  }

  @Test
  void smallMovesOfLargeParametersAreNotLostInRounding() {
    float[] start = new float[5000];
    float[] one = new float[5000];
    float[] other = new float[5000];
    float[] mean = new float[5000];
    float step = Math.ulp(4096f);
    for (int i = 0; i < start.length; i++) {
      start[i] = 4096;
      one[i] = 4096 + 2 * step;
      other[i] = 4096;
      mean[i] = 4096 + step;
    }
    WorkerDrift drift =
        WorkerDrift.of(
            start,
            List.of(one, other),
            ALIKE,
            mean,
            new ParameterPlaces(List.of(new ParameterPlaces.Span(0, 5000)), List.of()));
    assertThat(drift.ofParameters().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(drift.moved()).isCloseTo(5000.0 * step * step, within(1e-12));
  }

  @Test
  void aWorkerCountsByItsWeight() {
    // mean 1/4 of the way from 0 to 4: distances 1 and 3
    WorkerDrift drift =
        WorkerDrift.of(
            new float[] {-1},
            List.of(new float[] {0}, new float[] {4}),
            new double[] {1, 1 / 3.0},
            new float[] {1},
            new ParameterPlaces(List.of(new ParameterPlaces.Span(0, 1)), List.of()));
    assertThat(drift.apart()).isCloseTo(0.75 * 1 + 0.25 * 9, within(1e-12));
    assertThat(drift.ofParameters().orElseThrow()).isCloseTo(Math.sqrt(3) / 2, within(1e-12));
  }

  @Test
  void statisticsDriftInDeviationsOfTheirChannel() {
    // one channel: mean and variance after one learnt parameter
    ParameterPlaces places =
        new ParameterPlaces(
            List.of(new ParameterPlaces.Span(0, 1), new ParameterPlaces.Span(3, 3)),
            List.of(new ParameterPlaces.Statistics(1, 2, 1)));
    WorkerDrift drift =
        WorkerDrift.of(
            new float[] {0, 0, 100},
            List.of(new float[] {1, 4, 64}, new float[] {1, -4, 144}),
            ALIKE,
            new float[] {1, 0, 104},
            places);
    assertThat(drift.ofParameters()).as("statistics are not learnt").hasValue(0);
    double deviation = Math.sqrt(104);
    double squares = 16 + (Math.pow(8 - deviation, 2) + Math.pow(12 - deviation, 2)) / 2;
    assertThat(drift.ofStatistics().orElseThrow())
        .isCloseTo(Math.sqrt(squares / 104), within(1e-5));
  }

  @Test
  void roundsAddUpAndThoseOfOneWorkerTellNothing() {
    WorkerDrift round = new WorkerDrift(4, 1, 2, 8);
    assertThat(round.plus(new WorkerDrift(0, 3, 0, 8)).ofParameters()).hasValue(1);
    assertThat(round.plus(round).ofStatistics()).hasValue(0.5);
    float[] end = {2, 2, 5};
    WorkerDrift alone =
        WorkerDrift.of(new float[3], List.of(end), new double[] {1}, end, THREE_LEARNT);
    assertThat(alone).isEqualTo(WorkerDrift.NONE);
    assertThat(alone.ofParameters()).isEmpty();
    assertThat(round.plus(alone)).isEqualTo(round);
  }
}
