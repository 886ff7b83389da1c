package io.latentlake.observe;

import com.codahale.metrics.Meter;

/**
 * Kinds of work on images, counted per JVM as Spark metrics: total images and images per second
 * since the start.
 *
 * <p>The counts are for monitoring. A task that runs twice, because it or its executor failed,
 * counts its images twice; the tables contain each image once.
 */
public enum ImageWork {
  /**
   * Items that became rows of table {@code images}, without those copied from the previous ingest.
   */
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
   * Adds images. Lock-free; to be called for each minibatch or decoded image.
   *
   * @param images how many more
   */
  public void count(long images) {
    meter.mark(images);
  }

  /**
   * Adds one image, in total and by kind.
   *
   * @param kind one of a few words, such as the reason of a reject
   */
  public void countOne(String kind) {
    meter.mark();
    JvmMetrics.ALL.meter(metric + "." + kind).mark();
  }
}
