package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.MeanAttributionsTable;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** Means of maps, held against sums made by hand. */
class MeanMapsTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @Test
  void imagesOfALabelATenthAndAClusterHaveTheirMeans() {
    // image i has the map (i, −i); labels are even and odd, scores rise with i
    Dataset<Row> means =
        MeanMaps.rows(
            scores(20),
            maps("residual", 2, 20).repartition(3),
            Optional.of(
                SPARK.createDataFrame(
                    List.of(ClustersTable.row("3", 1, 0), ClustersTable.row("5", 1, 0)),
                    ClustersTable.SCHEMA)));

    assertThat(means.columns()).containsExactly(MeanAttributionsTable.SCHEMA.fieldNames());
    assertThat(mean(means, MeanAttributionsTable.LABEL, "even", 10)).containsExactly(9f, -9f);
    assertThat(mean(means, MeanAttributionsTable.LABEL, "odd", 10)).containsExactly(10f, -10f);
    assertThat(mean(means, MeanAttributionsTable.SCORE_DECILE, "1", 2))
        .containsExactly(0.5f, -0.5f);
    assertThat(mean(means, MeanAttributionsTable.SCORE_DECILE, "10", 2))
        .containsExactly(18.5f, -18.5f);
    assertThat(mean(means, MeanAttributionsTable.CLUSTER, "1", 2)).containsExactly(4f, -4f);
    assertThat(row(means, MeanAttributionsTable.CLUSTER, "1").<Float>getList(9))
        .containsExactly(4f, 4f);
    assertThat(means.count()).isEqualTo(2 + 10 + 1);
  }

  @Test
  void onlyImagesWithMapsCount() {
    Dataset<Row> means = MeanMaps.rows(scores(20), maps("residual", 2, 3), Optional.empty());

    assertThat(mean(means, MeanAttributionsTable.LABEL, "even", 2)).containsExactly(1f, -1f);
    assertThat(mean(means, MeanAttributionsTable.SCORE_DECILE, "2", 1)).containsExactly(2f, -2f);
    assertThat(means.count()).isEqualTo(2 + 2);
  }

  @Test
  void mapsOfTwoSizesHaveNoMean() {
    Dataset<Row> maps = maps("residual", 2, 3).union(maps("residual", 4, 3));

    assertThatThrownBy(() -> MeanMaps.rows(scores(20), maps, Optional.empty()).count())
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("run explain again with explain.full: true");
  }

  private static List<Float> mean(Dataset<Row> means, String grouping, String name, long images) {
    Row row = row(means, grouping, name);
    assertThat(row.getString(0)).isEqualTo("test");
    assertThat(row.getLong(5)).isEqualTo(images);
    return row.getList(8);
  }

  private static Row row(Dataset<Row> means, String grouping, String name) {
    List<Row> rows =
        means
            .where(functions.col(MeanAttributionsTable.GROUPING).equalTo(grouping))
            .where(functions.col(MeanAttributionsTable.GROUP).equalTo(name))
            .collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static Dataset<Row> scores(int images) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      rows.add(
          new ScoresTable.Entry(
                  Integer.toString(i),
                  "test",
                  Optional.of(i % 2 == 0 ? "even" : "odd"),
                  i,
                  i,
                  OptionalDouble.of(i),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  i,
                  OptionalDouble.empty(),
                  Optional.empty(),
                  OptionalLong.empty(),
                  Optional.empty())
              .toRow());
    }
    return SPARK.createDataFrame(rows, ScoresTable.SCHEMA);
  }

  private static Dataset<Row> maps(String method, int width, int images) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      float[] map = new float[width];
      map[0] = i;
      map[1] = -i;
      rows.add(
          AttributionsTable.row(
              Integer.toString(i),
              1,
              width,
              map,
              OptionalDouble.empty(),
              Optional.empty(),
              OptionalLong.empty()));
    }
    return SPARK
        .createDataFrame(rows, AttributionsTable.SCHEMA)
        .withColumn(AttributionsTable.METHOD, functions.lit(method))
        .withColumn(AttributionsTable.TARGET, functions.lit("kl"));
  }
}
