package io.latentlake.train;

import java.util.Locale;
import org.apache.spark.SparkConf;

/** Refuses drivers that could not take in what the workers of a round bring back. */
final class RoundRoom {
  private static final String LIMIT = "spark.driver.maxResultSize";

  /** Spark's own default. */
  private static final String DEFAULT_LIMIT = "1g";

  private static final long MIB = 1L << 20;

  private RoundRoom() {}

  /**
   * Checks that the answers of a round have room. What is handed over in the driver's own JVM is no
   * answer: ask for clusters only.
   *
   * @param conf Spark's settings
   * @param heapBytes the driver's heap, at its largest
   * @param workers how many workers a round has
   * @param answerBytes what each brings back: parameters and optimiser state
   * @throws IllegalArgumentException in one line that names the sizes and what to change
   */
  static void require(SparkConf conf, long heapBytes, int workers, long answerBytes) {
    long all = workers * answerBytes;
    // Spark refuses what is larger than its limit, and the heap holds all answers beside the
    // average
    long limit = conf.getSizeAsBytes(LIMIT, DEFAULT_LIMIT);
    if (limit > 0 && all >= limit) {
      throw refusal(workers, answerBytes, LIMIT, limit, all);
    }
    if (all + answerBytes >= heapBytes) {
      throw refusal(workers, answerBytes, "spark.driver.memory", heapBytes, 2 * all);
    }
  }

  private static IllegalArgumentException refusal(
      int workers, long answerBytes, String key, long found, long enough) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "train.workers is %d, and each brings %,d MiB of parameters and optimiser state back to"
                + " the driver after a round: more than %s (%,d MiB) has room for; set it to at"
                + " least %dm, or lower train.workers",
            workers,
            mib(answerBytes),
            key,
            found / MIB,
            mib(enough) + 1));
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
