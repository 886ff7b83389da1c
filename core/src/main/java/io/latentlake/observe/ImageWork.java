package io.latentlake.observe;

import com.codahale.metrics.Meter;

/**
 * What is done to images, counted where it is done: images in all and images a second, as Spark
 * metrics of this JVM since it started.
 *
 * <p>The counts are for watching a cluster. A task that runs twice, because it or its executor
 * failed, counts its images twice; the tables have each of them once.
 */
public enum ImageWork {
  /** Items that became rows of table {@code images}, without those copied from an ingest before. */
  DECODED("images_decoded"),
  /** Items that became rows of table {@code rejects}. */
  REJECTED("images_rejected"),
  /** Images that a network was trained on, once for each epoch. */
  TRAINED("images_trained"),
  /** Images scored. */
  SCORED("images_scored"),
  /** Images embedded. */
  EMBEDDED("images_embedded"),
  /** Images explained, once for each method and target. */
  EXPLAINED("images_explained");

  private final String metric;
  private final Meter meter;

  ImageWork(String metric) {
    this.metric = metric;
    this.meter = JvmMetrics.ALL.meter(metric);
  }

  /**
   * Counts. Takes no lock; meant to be called for each minibatch or each decoded image.
   *
   * @param images how many more
   */
  public void count(long images) {
    meter.mark(images);
  }

  /**
   * Counts one more, by the kind it is of as well.
   *
   * @param kind one of a few words, such as the reason of a reject
   */
  public void countOne(String kind) {
    meter.mark();
    JvmMetrics.ALL.meter(metric + "." + kind).mark();
  }
}
