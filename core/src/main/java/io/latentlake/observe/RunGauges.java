package io.latentlake.observe;

import java.util.Arrays;

/** Gauges of the current work on the driver, as Spark metrics. */
public final class RunGauges {
  private static final String IMAGES_PER_SECOND = "images_per_second";

  private RunGauges() {}

  /** Unit of a loss; every loss is a mean over images, and lower is better. */
  public enum LossUnit {
    /** Nats per image. */
    NATS("nats", "loss_nats"),
    /** Squared error per image, with pixels in [0, 1], plus beta times KL if the model has KL. */
    SQUARED_ERROR("squared pixel values", "loss_squared_error"),
    /** Any other unit. */
    OTHER("", "loss");

    private final String unit;
    private final String metric;

    LossUnit(String unit, String metric) {
      this.unit = unit;
      this.metric = metric;
    }

    /**
     * The gauge of a loss.
     *
     * @param unit of the reconstruction loss
     * @return one of its own if it is usual
     */
    public static LossUnit of(String unit) {
      return Arrays.stream(values()).filter(one -> one.unit.equals(unit)).findFirst().orElse(OTHER);
    }
  }

  /**
   * Sets the progress of training.
   *
   * @param epoch from 1
   * @param averagingRounds averaging rounds since epoch 1 began
   */
  public static void training(int epoch, int averagingRounds) {
    JvmMetrics.set("train.epoch", epoch);
    JvmMetrics.set("train.averaging_rounds", averagingRounds);
  }

  /**
   * Sets the loss of a split; after the epoch it equals {@code loss} in table {@code history}.
   *
   * @param split {@code train}: over the images of the epoch so far; {@code validation}: of the
   *     last epoch
   * @param unit what it is measured in
   * @param loss mean over images
   */
  public static void loss(String split, LossUnit unit, double loss) {
    for (LossUnit other : LossUnit.values()) {
      String gauge = split + "." + other.metric;
      // Remove the value of an earlier training in another unit
      if (other == unit || JvmMetrics.ALL.getMetrics().containsKey(gauge)) {
        JvmMetrics.set(gauge, other == unit ? loss : Double.NaN);
      }
    }
  }

  /**
   * Sets the speed of the current pass.
   *
   * @param images images per second since the pass began, or in the last averaging round; 0 if none
   *     is running
   */
  public static void imagesPerSecond(double images) {
    JvmMetrics.set(IMAGES_PER_SECOND, images);
  }
}
