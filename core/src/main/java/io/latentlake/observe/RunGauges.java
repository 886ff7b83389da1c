package io.latentlake.observe;

/** What the driver knows of the work under way, as Spark metrics. */
public final class RunGauges {
  private static final String IMAGES_PER_SECOND = "images_per_second";

  private RunGauges() {}

  /** What a loss is measured in; every loss is a mean over images and lower is better. */
  public enum LossUnit {
    /** Nats of an image. */
    NATS("loss_nats"),
    /**
     * Squared error of an image, in pixel units of [0, 1], with beta times KL where there is KL.
     */
    SQUARED_ERROR("loss_squared_error");

    private final String metric;

    LossUnit(String metric) {
      this.metric = metric;
    }
  }

  /**
   * Shows where a training stands.
   *
   * @param epoch from 1
   * @param averagingRounds averaging rounds since epoch 1 began
   */
  public static void training(int epoch, int averagingRounds) {
    JvmMetrics.set("train.epoch", epoch);
    JvmMetrics.set("train.averaging_rounds", averagingRounds);
  }

  /**
   * Shows the loss of a split, the same number that table {@code history} will have as {@code loss}
   * once the epoch has ended.
   *
   * @param split {@code train}: over the images of the epoch so far; {@code validation}: of the
   *     last epoch
   * @param unit what it is measured in
   * @param loss mean over images
   */
  public static void loss(String split, LossUnit unit, double loss) {
    for (LossUnit other : LossUnit.values()) {
      String gauge = split + "." + other.metric;
      // What an earlier training left under another unit is no longer so
      if (other == unit || JvmMetrics.ALL.getMetrics().containsKey(gauge)) {
        JvmMetrics.set(gauge, other == unit ? loss : Double.NaN);
      }
    }
  }

  /**
   * Shows how fast the pass under way is, whatever it does.
   *
   * @param images images a second since the pass began, or in the last averaging round; 0 when none
   *     is under way
   */
  public static void imagesPerSecond(double images) {
    JvmMetrics.set(IMAGES_PER_SECOND, images);
  }
}
