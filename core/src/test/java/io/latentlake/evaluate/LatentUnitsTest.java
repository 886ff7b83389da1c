package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class LatentUnitsTest {
  @Test
  void unitsWhoseMeansVaryAreActiveAndEachHasItsKl() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      float sign = i % 2 == 0 ? 1 : -1;
      // variances of 1, a little below and above 0.01, and 0
      rows.add(
          vae(
              "train",
              i,
              new float[] {sign, 0.0999f * sign, 3 + 0.11f * sign, 0},
              new float[] {(float) Math.log(0.25), 0, 0, 0}));
    }
    rows.add(vae("test", 9, new float[] {1, 2, 3, 4}, new float[4]));

    List<Metric> metrics = metrics(rows);

    assertThat(value(metrics, "active_units", "train", "all")).isEqualTo(2);
    assertThat(value(metrics, "active_unit_share", "train", "all")).isEqualTo(0.5);
    assertThat(value(metrics, "active_units", "test", "all")).isZero();
    double first = 0.5 * (1 + 0.25 - Math.log(0.25) - 1);
    assertThat(value(metrics, "latent_unit_kl_nats", "train", "latent_0"))
        .isCloseTo(first, within(1e-6));
    assertThat(value(metrics, "latent_unit_kl_nats", "train", "latent_3")).isZero();
    assertThat(value(metrics, "largest_latent_unit_kl_nats", "train", "all"))
        .isCloseTo(0.5 * (9 + 0.0121), within(1e-6));
    assertThat(LatentUnits.caution(metrics)).isEmpty();
  }

  @Test
  void codesOfAnAutoencoderHaveNoScaleOfTheirOwn() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      float sign = i % 2 == 0 ? 1 : -1;
      rows.add(ae(i, new float[] {1e-3f * sign, 5e-6f * sign, 5e-5f * sign, 7}));
    }
    List<Metric> metrics = metrics(rows);
    assertThat(value(metrics, "active_units", "train", "all")).isEqualTo(2);
    assertThat(metrics).hasSize(2);
    // a code that is always the same, but for rounding
    List<Metric> constant =
        metrics(List.of(ae(0, new float[] {7, 7}), ae(1, new float[] {Math.nextUp(7f), 7})));
    assertThat(value(constant, "active_units", "train", "all")).isZero();
    assertThat(LatentUnits.caution(constant))
        .hasValue(
            "No latent unit is active on split train: the others are the same for every image."
                + " Lower model.latent or train.learning-rate.");
  }

  @Test
  void unusedLatentsAreWarnedOf() {
    List<Row> few = new ArrayList<>();
    List<Row> none = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      float[] mean = new float[20];
      mean[7] = i;
      few.add(vae("train", i, mean, new float[20]));
      none.add(vae("train", i, new float[20], new float[20]));
    }
    assertThat(LatentUnits.caution(metrics(few)))
        .hasValue(
            "Only 1 of 20 latent units are active on split train: the others are the same for"
                + " every image. Lower model.beta or model.latent.");
    assertThat(LatentUnits.caution(metrics(none)).orElseThrow())
        .startsWith("The posterior has collapsed: no latent unit has as much as 0.01 nats")
        .endsWith("Lower model.beta, or let it rise over train.beta-warmup-epochs.");
    assertThat(LatentUnits.caution(List.of())).isEmpty();
  }

  private static List<Metric> metrics(List<Row> rows) {
    return LatentUnits.metrics(
        LocalSpark.session().createDataFrame(rows, EmbeddingsTable.SCHEMA).repartition(3));
  }

  private static double value(List<Metric> metrics, String name, String split, String slice) {
    List<Metric> found =
        metrics.stream()
            .filter(
                metric ->
                    metric.metric().equals(name)
                        && metric.split().equals(split)
                        && metric.slice().equals(slice))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0).value();
  }

  private static Row vae(String split, int id, float[] mean, float[] logVariance) {
    return EmbeddingsTable.row(
        "img-" + id,
        split,
        Optional.empty(),
        mean,
        Optional.of(logVariance),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Row ae(int id, float[] code) {
    return EmbeddingsTable.row(
        "img-" + id,
        "train",
        Optional.empty(),
        code,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
