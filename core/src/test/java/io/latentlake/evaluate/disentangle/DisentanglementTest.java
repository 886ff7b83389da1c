package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.progress.Progress;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class DisentanglementTest {
  private static final int IMAGES = 2_000;

  private final List<String> said = new ArrayList<>();
  private final Random random = new Random(1);
  private final double[] shape = drawn(() -> random.nextInt(3));
  private final double[] across = drawn(random::nextDouble);
  private final double[] down = drawn(random::nextDouble);

  private interface Draw {
    double next();
  }

  @Test
  void aCodeOfSingleFactorsReachesTheBestFigures() {
    List<Metric> metrics =
        measured(i -> new double[] {down[i] - 0.5, shape[i], across[i] - 0.5}, this::factors);
    for (String perfect :
        List.of(
            "dci_disentanglement",
            "dci_completeness",
            "dci_informativeness",
            "beta_vae_score",
            "factor_vae_score",
            "modularity")) {
      assertThat(value(metrics, perfect, "all")).as(perfect).isCloseTo(1, within(0.02));
    }
    assertThat(value(metrics, "mig", "all")).isCloseTo(1, within(0.1));
    assertThat(value(metrics, "mig", "factor_shape")).isCloseTo(1, within(0.03));
    // no linear model tells the shape that lies between the two others in the code
    assertThat(value(metrics, "explicitness", "factor_shape"))
        .isCloseTo((1 + 0.5 + 1) / 3, within(0.04));
    assertThat(value(metrics, "sap", "factor_x")).isGreaterThan(0.98);
    assertThat(value(metrics, "sap", "factor_shape")).isCloseTo(2 / 3.0, within(0.05));
    assertThat(value(metrics, "gaussian_total_correlation", "all")).isCloseTo(0, within(0.01));
    assertThat(value(metrics, "factor_information", "factor_x/latent_2")).isGreaterThan(0.9);
    assertThat(value(metrics, "factor_information", "factor_x/latent_0")).isLessThan(0.05);
    assertThat(metrics).allMatch(metric -> metric.split().equals("test"));
    assertThat(said).isEmpty();
  }

  @Test
  void aTurnedCodeIsLessDisentangledAndNoiseIsNotAtAll() {
    List<Metric> turned =
        measured(
            i -> new double[] {across[i] - down[i], across[i] + down[i] - 1},
            i -> Map.of("x", across[i], "y", down[i]));
    // trees still find the factors, but in both units
    assertThat(value(turned, "dci_informativeness", "all")).isGreaterThan(0.8);
    assertThat(value(turned, "dci_disentanglement", "all")).isLessThan(0.1);
    assertThat(value(turned, "mig", "all")).isLessThan(0.05);
    assertThat(value(turned, "factor_vae_score", "all")).isLessThan(0.75);

    double[][] noise = {drawn(random::nextGaussian), drawn(random::nextGaussian)};
    List<Metric> none =
        measured(
            i -> new double[] {noise[0][i], noise[1][i]},
            i -> Map.of("x", across[i], "y", down[i]));
    for (String nothing :
        List.of("mig", "sap", "dci_informativeness", "dci_disentanglement", "dci_completeness")) {
      assertThat(value(none, nothing, "all")).as(nothing).isCloseTo(0, within(0.1));
    }
    for (String guess : List.of("beta_vae_score", "factor_vae_score", "explicitness")) {
      assertThat(value(none, guess, "all")).as(guess).isCloseTo(0.5, within(0.06));
    }
  }

  @Test
  void partitionsAndOrderDoNotMatter() {
    List<Row> images = new ArrayList<>();
    List<Row> embeddings = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(image(i, factors(i)));
      embeddings.add(embedding(i, "train", new double[] {across[i] + 0.3 * down[i], shape[i]}));
    }
    List<Metric> metrics =
        measure(table(images, ImagesTable.SCHEMA), table(embeddings, EmbeddingsTable.SCHEMA));
    Collections.shuffle(images, random);
    Collections.shuffle(embeddings, random);
    assertThat(
            measure(
                table(images, ImagesTable.SCHEMA).repartition(5),
                table(embeddings, EmbeddingsTable.SCHEMA).repartition(3)))
        .isEqualTo(metrics);
    assertThat(metrics)
        .filteredOn(metric -> metric.metric().equals("gaussian_total_correlation"))
        .extracting(Metric::better)
        .containsExactly(Better.LOW);
  }

  @Test
  void whatCannotBeMeasuredIsSaid() {
    assertThat(measured(i -> new double[] {shape[i]}, i -> null)).isEmpty();
    assertThat(said).isEmpty();

    List<Metric> one =
        measured(
            i -> new double[] {shape[i], 2 * shape[i]},
            i ->
                i == 5
                    ? Map.of("same", 1.0, "shape", shape[i])
                    : Map.of("same", 1.0, "rare", 3.0, "shape", shape[i]));
    assertThat(one)
        .extracting(Metric::metric)
        .contains("mig", "dci_completeness")
        .doesNotContain("modularity", "beta_vae_score", "gaussian_total_correlation");
    assertThat(said)
        .containsExactly(
            "evaluate: metrics of disentanglement leave out factor rare: 1 of 2000 images drawn"
                + " have no value of it",
            "evaluate: metrics of disentanglement leave out factor same: all images have the same"
                + " value of it",
            "evaluate: with one factor there are no dci_disentanglement, modularity,"
                + " beta_vae_score and factor_vae_score",
            "evaluate: no gaussian_total_correlation, because some latent units follow exactly"
                + " from others");
  }

  private Map<String, Double> factors(int i) {
    return Map.of("shape", shape[i], "x", across[i], "y", down[i]);
  }

  private interface Of<T> {
    T image(int i);
  }

  private List<Metric> measured(Of<double[]> codes, Of<Map<String, Double>> factors) {
    List<Row> images = new ArrayList<>();
    List<Row> embeddings = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(image(i, factors.image(i)));
      embeddings.add(embedding(i, "test", codes.image(i)));
    }
    return measure(table(images, ImagesTable.SCHEMA), table(embeddings, EmbeddingsTable.SCHEMA));
  }

  private List<Metric> measure(Dataset<Row> images, Dataset<Row> embeddings) {
    return new Disentanglement(
            7,
            new Progress() {
              @Override
              public Bar begin(String name, long total, String unit) {
                return Progress.NONE.begin(name, total, unit);
              }

              @Override
              public void say(String line) {
                said.add(line);
              }
            })
        .metrics(images, embeddings);
  }

  private static double value(List<Metric> metrics, String name, String slice) {
    return metrics.stream()
        .filter(metric -> metric.metric().equals(name) && metric.slice().equals(slice))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " of " + slice + " is missing"))
        .value();
  }

  private static Dataset<Row> table(List<Row> rows, StructType schema) {
    return LocalSpark.session().createDataFrame(rows, schema);
  }

  private static double[] drawn(Draw draw) {
    double[] values = new double[IMAGES];
    Arrays.setAll(values, i -> draw.next());
    return values;
  }

  private static Row image(int i, Map<String, Double> factors) {
    return RowFactory.create(
        "i" + i,
        "",
        "test",
        null,
        1,
        1,
        1,
        new byte[1],
        null,
        factors == null ? null : JavaConverters.mapAsScalaMap(factors),
        1L,
        null,
        8,
        0L,
        null);
  }

  private static Row embedding(int i, String split, double[] code) {
    float[] values = new float[code.length];
    for (int unit = 0; unit < values.length; unit++) {
      values[unit] = (float) code[unit];
    }
    return EmbeddingsTable.row(
        "i" + i,
        split,
        Optional.empty(),
        values,
        Optional.of(new float[code.length]),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
