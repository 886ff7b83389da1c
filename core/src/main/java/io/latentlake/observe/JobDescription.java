package io.latentlake.observe;

import java.util.Locale;
import org.apache.spark.SparkContext;

/** Sets the description of jobs in Spark's web UI. */
public final class JobDescription {
  private static final String PROPERTY = "spark.job.description";
  private static final String PRODUCT = "latentlake ";

  private JobDescription() {}

  /**
   * Work that may fail.
   *
   * @param <T> type of the result
   * @param <E> how it may fail
   */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /**
     * Does it.
     *
     * @return its result
     * @throws E if it failed
     */
    T run() throws E;
  }

  /**
   * Runs work whose Spark jobs get a description, then restores the thread's former one.
   *
   * @param spark runs the jobs
   * @param text the description, such as {@code "score: 70,000 images with model surface"}
   * @param work starts jobs from this thread
   * @param <T> type of the result
   * @param <E> how it may fail
   * @return the result of the work
   * @throws E if it failed
   */
  public static <T, E extends Exception> T during(SparkContext spark, String text, Work<T, E> work)
      throws E {
    String before = spark.getLocalProperty(PROPERTY);
    spark.setLocalProperty(PROPERTY, PRODUCT + text);
    try {
      return work.run();
    } finally {
      spark.setLocalProperty(PROPERTY, before);
    }
  }

  /**
   * A count for a description.
   *
   * @param count how many
   * @param unit of one, in the singular
   * @return such as {@code "70,000 images"}
   */
  public static String counted(long count, String unit) {
    return String.format(Locale.ROOT, "%,d %s%s", count, unit, count == 1 ? "" : "s");
  }
}
