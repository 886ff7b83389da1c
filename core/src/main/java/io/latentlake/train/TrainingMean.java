package io.latentlake.train;

import io.latentlake.image.ImageShape;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The mean of the training images, for networks that see the difference from it. */
final class TrainingMean {
  // Row groups a task adds up before its sums travel.
  private static final int GROUPS_PER_TASK = 16;

  private TrainingMean() {}

  /**
   * Computes the mean on the executors. Sums are integers, so it does not depend on their order.
   *
   * @param spark where the executors are
   * @param images reads the images
   * @param groups row groups of the images
   * @param shape size of every image
   * @return mean of each value, from 0 to 1, channel-major
   */
  static float[] of(
      JavaSparkContext spark, ImageReader images, List<RowGroup> groups, ImageShape shape) {
    int values = shape.values();
    int tasks = Math.max(1, groups.size() / GROUPS_PER_TASK);
    JavaRDD<RowGroup> distributed = spark.parallelize(groups, tasks);
    long[] sums =
        distributed
            .mapPartitions(
                part -> {
                  long[] sum = new long[values];
                  part.forEachRemaining(group -> add(images, group, sum));
                  return List.of(sum).iterator();
                })
            .treeReduce(TrainingMean::sum);
    double count = groups.stream().mapToLong(RowGroup::rows).sum();
    float[] mean = new float[values];
    for (int i = 0; i < values; i++) {
      mean[i] = (float) (sums[i] / (255.0 * count));
    }
    return mean;
  }

  private static void add(ImageReader images, RowGroup group, long[] sum) {
    for (Minibatch all : EpochPlan.cut(List.of(group), group.rows(), 0)) {
      for (byte[] pixels : images.inFileOrder(all).pixels()) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += pixels[i] & 0xff;
        }
      }
    }
  }

  private static long[] sum(long[] left, long[] right) {
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    return left;
  }
}
