package io.latentlake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ExactQuantileTest {
  @Test
  void quantilesAreOrderStatisticsWhateverThePartitions() {
    Random random = new Random(5);
    // a third of the values are ties
    double[] values = random.doubles(10_000).map(v -> v < 0.33 ? 0.25 : v * 100 - 40).toArray();
    double[] sorted = values.clone();
    Arrays.sort(sorted);

    for (int partitions : new int[] {1, 7}) {
      double[] found =
          ExactQuantile.of(
              column(values).repartition(partitions), "score", 0, 0.1, 0.2, 0.99, 0.9999, 1, 0.07);
      assertThat(found)
          .containsExactly(
              sorted[0],
              sorted[999],
              sorted[1999],
              sorted[9899],
              sorted[9998],
              sorted[9999],
              sorted[699]);
    }
  }

  @Test
  void theSmallestSufficientValueIsTaken() {
    Dataset<Row> four = column(3, 1, 4, 2);
    assertThat(ExactQuantile.of(four, "score", 0.5, 0.51, 0.75, 0.76)).containsExactly(2, 3, 3, 4);
    assertThat(ExactQuantile.of(column(7), "score", 0, 0.99, 1)).containsExactly(7, 7, 7);
  }

  @Test
  void whatCannotBeRankedIsRefused() {
    assertThatThrownBy(() -> ExactQuantile.of(column(), "score", 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no rows to take a quantile of score from");
    assertThatThrownBy(() -> ExactQuantile.of(column(1, Double.NaN, 2), "score", 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 of 3 values of score are null or NaN; a quantile needs numbers");
    assertThatThrownBy(() -> ExactQuantile.of(column(1), "score", 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quantile is 1.5; allowed are 0 to 1");
  }

  private static Dataset<Row> column(double... values) {
    List<Double> boxed = DoubleStream.of(values).boxed().toList();
    return LocalSpark.session().createDataset(boxed, Encoders.DOUBLE()).toDF("score");
  }
}
