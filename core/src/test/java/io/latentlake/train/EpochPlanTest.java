package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.config.Options;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
  private static final List<RowGroup> GROUPS =
      List.of(
          new RowGroup(0, 0, 10),
          new RowGroup(0, 1, 10),
          new RowGroup(1, 0, 10),
          new RowGroup(1, 1, 3));

  @Test
  void everyImageComesOnceAndTheLastMinibatchIsSmaller() {
    EpochPlan plan = plan(GROUPS, 4, 2, 2);
    List<Minibatch> all = all(plan);
    assertThat(rows(all)).containsExactlyInAnyOrderElementsOf(rows(EpochPlan.cut(GROUPS, 1, 0)));
    assertThat(all.stream().mapToInt(Minibatch::rows)).containsOnly(4, 1 + 4).hasSize(8);
    assertThat(plan(GROUPS, 7, 2, 2).rounds()).isEqualTo(2);
    assertThat(all(plan(GROUPS, 7, 2, 2)).stream().mapToInt(Minibatch::rows).sorted().toArray())
        .containsExactly(5, 7, 7, 7, 7);
  }

  @Test
  void lastMinibatchOfOneImageJoinsTheOneBefore() {
    List<Minibatch> all = all(plan(GROUPS, 16, 1, 1));
    assertThat(all.stream().mapToInt(Minibatch::rows)).containsExactly(16, 17);
  }

  @Test
  void workersShareEvenlyAndALastRoundMayHaveFewer() {
    EpochPlan plan = plan(GROUPS, 10, 2, 1);
    // 33 images make minibatches of 10, 10, 10 and 3
    assertThat(plan.iterations()).isEqualTo(2);
    assertThat(plan.rounds()).isEqualTo(2);
    EpochPlan odd = plan(GROUPS, 11, 2, 1);
    assertThat(odd.round(0)).hasSize(2);
    assertThat(odd.round(1)).hasSize(1);
  }

  @Test
  void epochsDifferAndRepeatUnderTheirSeed() {
    TrainOptions options = Options.of(TrainOptions.class, "minibatch=8");
    List<RowGroup> many = IntStream.range(0, 50).mapToObj(i -> new RowGroup(i, 0, 8)).toList();
    List<Minibatch> first = all(EpochPlan.of(many, options, 1, 0));
    assertThat(all(EpochPlan.of(many, options, 1, 0))).isEqualTo(first);
    assertThat(segments(EpochPlan.of(many, options, 1, 1))).isNotEqualTo(segments(first));
    assertThat(segments(EpochPlan.of(many, options, 2, 0))).isNotEqualTo(segments(first));
  }

  @Test
  void permutationHasEveryNumberOnce() {
    assertThat(Permutation.of(1000, 5, 6))
        .containsExactlyInAnyOrder(IntStream.range(0, 1000).toArray())
        .isNotEqualTo(Permutation.of(1000, 6, 5));
  }

  @Test
  void descriptorSurvivesTheWayThroughAUri() throws IOException {
    for (Minibatch minibatch : all(plan(GROUPS, 7, 2, 2))) {
      URI uri = URI.create(minibatch.toUri());
      assertThat(FileSystem.get(uri, new Configuration())).isNotNull();
      assertThat(Minibatch.parse(uri.toString())).isEqualTo(minibatch);
    }
  }

  private static EpochPlan plan(List<RowGroup> groups, int minibatch, int workers, int frequency) {
    TrainOptions options =
        Options.of(
            TrainOptions.class,
            "minibatch=" + minibatch,
            "workers=" + workers,
            "averaging-frequency=" + frequency);
    return EpochPlan.of(groups, options, 42, 3);
  }

  private static List<Minibatch> all(EpochPlan plan) {
    List<Minibatch> all = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      plan.round(round).forEach(all::addAll);
    }
    return all;
  }

  private static List<List<Minibatch.Segment>> segments(EpochPlan plan) {
    return segments(all(plan));
  }

  private static List<List<Minibatch.Segment>> segments(List<Minibatch> minibatches) {
    return minibatches.stream().map(Minibatch::segments).toList();
  }

  /** Every row by itself, as file, group and position. */
  private static List<String> rows(List<Minibatch> minibatches) {
    return minibatches.stream()
        .flatMap(minibatch -> minibatch.segments().stream())
        .flatMap(
            segment ->
                IntStream.range(segment.offset(), segment.offset() + segment.rows())
                    .mapToObj(i -> segment.file() + "/" + segment.group() + "/" + i))
        .toList();
  }
}
