package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class ClusterSearchTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final int[] SIZES = {30, 12, 50};

  @Test
  void groupsThatLieApartAreClustersTheLargestFirst() {
    List<Row> found = search(embeddings().coalesce(1), 3);

    assertThat(found).hasSize(92);
    double[] mean = new double[2];
    for (Row row : found) {
      int group = Integer.parseInt(row.getString(0).substring(0, 1));
      assertThat(row.getInt(1)).isEqualTo(new int[] {2, 3, 1}[group]);
    }
    for (int i = 0; i < SIZES[1]; i++) {
      float[] latent = latent(1, i);
      mean[0] += latent[0] / (double) SIZES[1];
      mean[1] += latent[1] / (double) SIZES[1];
    }
    // k-means ends where centres are the means of what is nearest to them
    for (Row row : found.stream().filter(row -> row.getInt(1) == 3).toList()) {
      float[] latent = latent(1, Integer.parseInt(row.getString(0).substring(2)));
      assertThat(row.getDouble(2))
          .isCloseTo(Math.hypot(latent[0] - mean[0], latent[1] - mean[1]), within(1e-9));
    }
  }

  @Test
  void clustersDoNotDependOnPartitions() {
    assertThat(search(embeddings().repartition(4), 5)).isEqualTo(search(embeddings(), 5));
  }

  @Test
  void thereAreNoMoreClustersThanDifferentLatents() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add(embedding("image " + i, new float[] {i % 2, 1}));
    }

    List<Row> found = search(SPARK.createDataFrame(rows, EmbeddingsTable.SCHEMA), 4);

    assertThat(found).extracting(row -> row.getInt(1)).containsOnly(1, 2);
    assertThat(found).extracting(row -> row.getDouble(2)).containsOnly(0.0);
  }

  @Test
  void aLatentThatIsNotFiniteIsRefused() {
    Dataset<Row> rows =
        SPARK.createDataFrame(
            List.of(embedding("broken", new float[] {Float.NaN, 1})), EmbeddingsTable.SCHEMA);

    assertThatThrownBy(() -> search(rows, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the latent of image broken");
  }

  private static List<Row> search(Dataset<Row> embeddings, int clusters) {
    try (ClusterSearch search = new ClusterSearch(embeddings, clusters, 7)) {
      return search
          .rows(SPARK.sparkContext().longAccumulator())
          .sort(ClustersTable.IMAGE_ID)
          .collectAsList();
    }
  }

  private static Dataset<Row> embeddings() {
    List<Row> rows = new ArrayList<>();
    for (int group = 0; group < SIZES.length; group++) {
      for (int i = 0; i < SIZES[group]; i++) {
        rows.add(embedding(group + "-" + i, latent(group, i)));
      }
    }
    return SPARK.createDataFrame(rows, EmbeddingsTable.SCHEMA);
  }

  private static float[] latent(int group, int image) {
    Random random = new Random(100L * group + image);
    return new float[] {10 * group + (float) random.nextGaussian(), (float) random.nextGaussian()};
  }

  private static Row embedding(String id, float[] latent) {
    return EmbeddingsTable.row(
        id,
        "test",
        Optional.empty(),
        latent,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
