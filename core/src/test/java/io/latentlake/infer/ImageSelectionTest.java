package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSelectionTest {
  private static final int IMAGES = 500;
  private final SparkSession spark = LocalSpark.session();

  @ParameterizedTest
  @ValueSource(ints = {1, 17, 499, 500})
  void aSampleHasExactlyAsManyImagesAsAskedFor(int count) {
    assertThat(ids(ImageSelection.sample(images(), count, 42)))
        .hasSize(count)
        .doesNotHaveDuplicates();
  }

  @Test
  void aSampleLargerThanTheSetIsTheSet() {
    assertThat(ids(ImageSelection.sample(images(), IMAGES + 1, 42))).hasSize(IMAGES);
    assertThat(ids(ImageSelection.sample(images().limit(0), 3, 42))).isEmpty();
  }

  @Test
  void theSampleDependsOnTheSeedAndNotOnPartitions() {
    List<String> sample = ids(ImageSelection.sample(images(), 50, 42));

    assertThat(ids(ImageSelection.sample(images().repartition(7), 50, 42))).isEqualTo(sample);
    assertThat(ids(ImageSelection.sample(images().orderBy("image_id"), 50, 42))).isEqualTo(sample);
    assertThat(ids(ImageSelection.sample(images(), 50, 43))).isNotEqualTo(sample);
    assertThat(ids(ImageSelection.sample(images(), 60, 42))).containsAll(sample);
  }

  @Test
  void topTakesTheHighestScoresAndAmongEqualsTheLowerIds() {
    Dataset<Row> scores = scores(score("a", 1), score("b", 3), score("c", 2), score("d", 2));

    assertThat(ids(ImageSelection.top(images("a", "b", "c", "d"), scores, 2)))
        .containsExactly("b", "c");
  }

  @Test
  void rowsOfEarlierReleasesAreRankedByTheNegativeElboOrTheError() {
    Dataset<Row> vae = scores(earlier("a", 9, 1.0), earlier("b", 3, 9.0), earlier("c", 2, 9.0));
    assertThat(ids(ImageSelection.top(images("a", "b", "c"), vae.repartition(3), 2)))
        .containsExactly("b", "c");
    Dataset<Row> plain =
        scores(earlier("a", 9, null), earlier("b", 3, null), earlier("c", 5, null));

    assertThat(ids(ImageSelection.top(images("a", "b", "c"), plain, 2))).containsExactly("a", "c");
  }

  private Dataset<Row> images() {
    String[] ids = new String[IMAGES];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "class " + i % 10 + "/" + i + ".png";
    }
    return images(ids);
  }

  private Dataset<Row> images(String... ids) {
    return spark.createDataset(List.of(ids), Encoders.STRING()).toDF("image_id");
  }

  private Dataset<Row> scores(Row... rows) {
    return spark.createDataFrame(
        List.of(rows),
        new StructType()
            .add(ScoresTable.IMAGE_ID, DataTypes.StringType)
            .add(ScoresTable.RECONSTRUCTION_ERROR, DataTypes.DoubleType)
            .add(ScoresTable.RECONSTRUCTION_NATS, DataTypes.DoubleType)
            .add(ScoresTable.KL_NATS, DataTypes.DoubleType)
            .add(ScoresTable.ANOMALY_SCORE, DataTypes.DoubleType));
  }

  private static Row score(String id, double anomaly) {
    return RowFactory.create(id, 10 - anomaly, null, null, anomaly);
  }

  private static Row earlier(String id, double error, Double kl) {
    return RowFactory.create(id, error, error, kl, null);
  }

  private static List<String> ids(Dataset<Row> images) {
    List<String> ids = new ArrayList<>();
    for (Row row : images.select("image_id").collectAsList()) {
      ids.add(row.getString(0));
    }
    ids.sort(null);
    return ids;
  }
}
