package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.NeighboursTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class NeighbourSearchTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final int UNITS = 20;
  private static final int MOST = 4;

  private record Image(String id, String split, Optional<String> label, float[] latent) {}

  private record Found(String id, double squared) {}

  @Test
  void neighboursAreThoseThatComparingEveryPairFinds() {
    List<Image> images = images(90);

    Map<String, List<Row>> found =
        byImage(search(embeddings(images).repartition(5), MOST, 1 << 20));

    assertThat(found).hasSameSizeAs(images);
    for (Image image : images) {
      List<Found> expected = nearest(image, images);
      List<Row> rows = found.get(image.id());
      assertThat(rows).extracting(row -> row.getInt(1)).containsExactly(1, 2, 3, 4);
      assertThat(rows)
          .extracting(row -> row.getString(2))
          .containsExactlyElementsOf(expected.stream().map(Found::id).toList());
      for (int rank = 0; rank < MOST; rank++) {
        assertThat(rows.get(rank).getDouble(4))
            .isCloseTo(Math.sqrt(expected.get(rank).squared()), within(1e-12));
        assertThat(rows.get(rank).getString(3)).isEqualTo(label(rows.get(rank).getString(2)));
        assertThat(rows.get(rank).getDouble(6)).isEqualTo(rows.get(0).getDouble(6));
      }
      assertThat(rows.stream().mapToDouble(row -> row.getDouble(5)).sum())
          .isCloseTo(1, within(1e-12));
      assertThat(rows.get(0).getDouble(6)).isBetween(0.0, rows.get(0).getDouble(4) + 1e-9);
    }
  }

  @Test
  void resultsDependNeitherOnPartitionsNorOnBlocks() {
    Dataset<Row> embeddings = embeddings(images(90));

    List<Row> whole = search(embeddings.coalesce(1), MOST, 1 << 20);

    assertThat(whole).hasSize(90 * MOST);
    assertThat(search(embeddings.repartition(4), MOST, 1)).isEqualTo(whole);
    assertThat(search(embeddings.sort(EmbeddingsTable.LABEL), MOST, 5000)).isEqualTo(whole);
  }

  @Test
  void whereThereAreFewTrainingImagesAllAreNeighbours() {
    List<Image> images = images(90).subList(0, 4);
    assertThat(images).extracting(Image::split).containsExactly("train", "test", "train", "test");

    List<Row> rows = search(embeddings(images), 5, 1 << 20);

    assertThat(byImage(rows).values().stream().map(List::size)).containsOnly(1, 2).hasSize(4);
    assertThat(rows).hasSize(6);
    assertThat(search(embeddings(images.subList(1, 2)), 5, 1 << 20)).isEmpty();
  }

  private static List<Row> search(Dataset<Row> embeddings, int most, long bytes) {
    try (NeighbourSearch search = new NeighbourSearch(embeddings, most, bytes)) {
      List<Row> rows =
          search
              .rows(SPARK.sparkContext().longAccumulator())
              .sort(NeighboursTable.IMAGE_ID, NeighboursTable.RANK)
              .collectAsList();
      assertThat(rows).hasSize((int) search.rowCount(embeddings.count()));
      return rows;
    }
  }

  /** Every second image is of split train; every third has the latent of another. */
  private static List<Image> images(int count) {
    Random random = new Random(3);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] latent = new float[UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        latent[unit] = (float) random.nextGaussian();
      }
      if (i % 3 == 2) {
        latent = images.get(random.nextInt(i)).latent();
      }
      String id = "image " + (i * 37) % 101;
      images.add(
          new Image(id, i % 2 == 0 ? "train" : "test", Optional.ofNullable(label(id)), latent));
    }
    return images;
  }

  private static String label(String id) {
    return id.endsWith("7") ? null : "ends with " + id.charAt(id.length() - 1);
  }

  private static Dataset<Row> embeddings(List<Image> images) {
    List<Row> rows =
        images.stream()
            .map(
                image ->
                    EmbeddingsTable.row(
                        image.id(),
                        image.split(),
                        image.label(),
                        image.latent(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    return SPARK.createDataFrame(rows, EmbeddingsTable.SCHEMA);
  }

  private static List<Found> nearest(Image image, List<Image> images) {
    return images.stream()
        .filter(other -> other.split().equals("train") && !other.id().equals(image.id()))
        .map(other -> new Found(other.id(), squaredDistance(image.latent(), other.latent())))
        .sorted(Comparator.comparingDouble(Found::squared).thenComparing(Found::id))
        .limit(MOST)
        .toList();
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int unit = 0; unit < a.length; unit++) {
      sum += Math.pow((double) a[unit] - b[unit], 2);
    }
    return sum;
  }

  private static Map<String, List<Row>> byImage(List<Row> rows) {
    return rows.stream().collect(Collectors.groupingBy(row -> row.getString(0)));
  }
}
