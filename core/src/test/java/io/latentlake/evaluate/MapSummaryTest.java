package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.table.AttributionQualityTable;
import io.latentlake.table.AttributionQualityTable.Measure;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Means, intervals and agreement of maps, held against sums made by hand. */
class MapSummaryTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @Test
  void aMeanHasTheIntervalOfItsStandardError() {
    Dataset<Row> quality = quality("saliency", 0.2, 0.4, 0.9).union(quality("residual", 0.7));

    List<Metric> metrics = MapSummary.metrics(images(), quality);

    // deviation √0.13 of three values about 0.5
    double reach = 1.959964 * Math.sqrt(0.13) / Math.sqrt(3);
    assertThat(value(metrics, "map_mask_auroc", "saliency/kl")).isCloseTo(0.5, within(1e-9));
    assertThat(value(metrics, "map_mask_auroc_low", "saliency/kl"))
        .isCloseTo(0.5 - reach, within(1e-6));
    assertThat(value(metrics, "map_mask_auroc_high", "saliency/kl"))
        .isCloseTo(0.5 + reach, within(1e-6));
    assertThat(value(metrics, "map_mask_auroc", "residual/kl")).isCloseTo(0.7, within(1e-9));
    // one image says nothing about the spread
    assertThat(metrics)
        .filteredOn(metric -> metric.slice().equals("residual/kl"))
        .extracting(Metric::metric)
        .containsExactly("map_mask_auroc");
    assertThat(metrics).allSatisfy(metric -> assertThat(metric.split()).isEqualTo("test"));
    // a measure that no map has is no figure
    assertThat(metrics).noneMatch(metric -> metric.metric().startsWith("map_infidelity"));
    assertThat(metrics)
        .filteredOn(metric -> metric.metric().equals("map_mask_auroc"))
        .allSatisfy(metric -> assertThat(metric.better()).isEqualTo(Better.HIGH));
  }

  @Test
  void agreementIsTheMeanRankCorrelationOfTwoMethodsMaps() {
    Dataset<Row> maps =
        maps("residual", new float[] {1, 2, 3, 4}, new float[] {1, 2, 3, 4})
            .union(maps("saliency", new float[] {-2, 3, -4, 5}, new float[] {4, 3, 2, -1}))
            .union(maps("constant", new float[4], new float[4]));

    List<Metric> metrics = MapAgreement.metrics(images(), maps);

    // absolute values in the same order on one image, in reverse on the other
    assertThat(metrics)
        .extracting(Metric::slice, Metric::split)
        .containsExactly(tuple("residual~saliency/kl", "test"));
    assertThat(metrics.get(0).value()).isCloseTo(0, within(1e-9));
  }

  private static double value(List<Metric> metrics, String name, String slice) {
    return metrics.stream()
        .filter(metric -> metric.metric().equals(name) && metric.slice().equals(slice))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static Dataset<Row> images() {
    StructType columns =
        new StructType()
            .add(ImagesTable.IMAGE_ID, DataTypes.StringType)
            .add(ImagesTable.SPLIT, DataTypes.StringType);
    return SPARK.createDataFrame(
        List.of(
            RowFactory.create("0", "test"),
            RowFactory.create("1", "test"),
            RowFactory.create("2", "test")),
        columns);
  }

  private static Dataset<Row> quality(String method, double... masks) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < masks.length; i++) {
      rows.add(
          AttributionQualityTable.row(
              Integer.toString(i),
              Map.of(Measure.MASK_AUROC, OptionalDouble.of(masks[i])),
              OptionalLong.empty()));
    }
    return named(SPARK.createDataFrame(rows, AttributionQualityTable.SCHEMA), method);
  }

  private static Dataset<Row> maps(String method, float[]... maps) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < maps.length; i++) {
      rows.add(
          AttributionsTable.row(
              Integer.toString(i),
              2,
              2,
              maps[i],
              OptionalDouble.empty(),
              Optional.empty(),
              OptionalLong.empty()));
    }
    return named(SPARK.createDataFrame(rows, AttributionsTable.SCHEMA), method);
  }

  private static Dataset<Row> named(Dataset<Row> rows, String method) {
    return rows.withColumn(AttributionsTable.METHOD, functions.lit(method))
        .withColumn(AttributionsTable.TARGET, functions.lit("kl"));
  }
}
