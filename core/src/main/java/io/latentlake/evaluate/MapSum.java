package io.latentlake.evaluate;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.Seq;

/** Sums of the attribution maps of a group, pixel by pixel. */
final class MapSum implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A group of maps.
   *
   * @param split the split that the images are of
   * @param method attribution method
   * @param target the number explained
   * @param grouping what the images share
   * @param name which of them the group is
   */
  record Group(String split, String method, String target, String grouping, String name)
      implements Serializable {}

  /**
   * One map.
   *
   * @param height rows
   * @param width columns
   * @param values row by row
   */
  record Map(int height, int width, Seq<Float> values) implements Serializable {}

  private final int height;
  private final int width;
  private final double[] sum;
  private final double[] magnitude;
  private long images;

  private MapSum(int height, int width) {
    this.height = height;
    this.width = width;
    this.sum = new double[height * width];
    this.magnitude = new double[height * width];
  }

  static MapSum of(Map map) {
    return new MapSum(map.height(), map.width()).add(map);
  }

  MapSum add(Map map) {
    requireSize(map.height(), map.width());
    for (int i = 0; i < sum.length; i++) {
      float value = map.values().apply(i);
      sum[i] += value;
      magnitude[i] += Math.abs(value);
    }
    images++;
    return this;
  }

  MapSum add(MapSum other) {
    requireSize(other.height, other.width);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.sum[i];
      magnitude[i] += other.magnitude[i];
    }
    images += other.images;
    return this;
  }

  private void requireSize(int otherHeight, int otherWidth) {
    if (otherHeight != height || otherWidth != width) {
      throw new IllegalArgumentException(
          "table attributions has maps of "
              + height
              + " x "
              + width
              + " and of "
              + otherHeight
              + " x "
              + otherWidth
              + " pixels under one model; run explain again with explain.full: true");
    }
  }

  /** A row of {@link io.latentlake.table.MeanAttributionsTable}. */
  Row means(Group group) {
    return RowFactory.create(
        group.split(),
        group.method(),
        group.target(),
        group.grouping(),
        group.name(),
        images,
        height,
        width,
        mean(sum),
        mean(magnitude));
  }

  private float[] mean(double[] sums) {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / images);
    }
    return mean;
  }
}
