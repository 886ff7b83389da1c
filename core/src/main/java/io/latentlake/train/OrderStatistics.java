package io.latentlake.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Order statistics of numbers, counted and not estimated, however many numbers there are: the
 * executors sort, on disk where memory does not suffice, and only those asked for come to the
 * driver.
 */
final class OrderStatistics {
  /** So many numbers one task sorts in a second or so. */
  private static final long NUMBERS_A_TASK = 1_000_000;

  private OrderStatistics() {}

  /**
   * Finds numbers by their ranks.
   *
   * @param numbers computed more than once, so worth keeping; NaN comes after all others
   * @param count how many they are
   * @param ranks of the numbers wanted, each from 0, the smallest, to {@code count - 1}
   * @return the numbers, in the order of the ranks
   */
  static double[] at(JavaRDD<Double> numbers, long count, long... ranks) {
    Set<Long> wanted = Arrays.stream(ranks).boxed().collect(Collectors.toSet());
    int tasks = (int) Math.min(numbers.getNumPartitions(), 1 + count / NUMBERS_A_TASK);
    Map<Long, Double> found = new HashMap<>();
    for (Tuple2<Double, Long> number :
        numbers
            .sortBy(value -> value, true, tasks)
            .zipWithIndex()
            .filter(ranked -> wanted.contains(ranked._2()))
            .collect()) {
      found.put(number._2(), number._1());
    }
    return Arrays.stream(ranks).mapToDouble(found::get).toArray();
  }
}
