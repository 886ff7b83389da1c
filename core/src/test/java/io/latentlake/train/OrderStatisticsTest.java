package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class OrderStatisticsTest {
  @Test
  void areThoseOfSortingWhateverThePartitions() {
    // a third of the values are ties
    double[] values =
        new Random(5).doubles(10_000).map(v -> v < 0.33 ? 0.25 : v * 100 - 40).toArray();
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    long[] ranks = {9_999, 0, 3, 3, 999, 1_999, 9_899};

    for (int partitions : new int[] {1, 7}) {
      assertThat(OrderStatistics.at(numbers(partitions, values), values.length, ranks))
          .containsExactly(LongStream.of(ranks).mapToDouble(rank -> sorted[(int) rank]).toArray());
    }
  }

  @Test
  void fewNumbersInMorePartitionsAreFound() {
    assertThat(OrderStatistics.at(numbers(4, 3), 1, 0)).containsExactly(3);
    assertThat(OrderStatistics.at(numbers(4, 3, -1), 2, 0, 1)).containsExactly(-1, 3);
  }

  @Test
  void notANumberComesLast() {
    assertThat(OrderStatistics.at(numbers(2, Double.NaN, Double.POSITIVE_INFINITY, 1), 3, 0, 1, 2))
        .containsExactly(1, Double.POSITIVE_INFINITY, Double.NaN);
  }

  private static JavaRDD<Double> numbers(int partitions, double... values) {
    List<Double> boxed = DoubleStream.of(values).boxed().toList();
    return JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
        .parallelize(boxed, partitions);
  }
}
