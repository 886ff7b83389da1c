package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradient by a convolution's bias: sums over images, rows and columns. */
final class ChannelSums {
  private ChannelSums() {}

  /**
   * Adds up, in double precision.
   *
   * @param images [images, channels, h, w]
   * @param sums receives a value a channel
   */
  static void of(INDArray images, INDArray sums) {
    double[] values = OffHeap.read(images);
    double[] result = new double[Math.toIntExact(images.size(1))];
    int area = Math.toIntExact(images.size(2) * images.size(3));
    for (int plane = 0; plane * area < values.length; plane++) {
      double sum = 0;
      for (int i = plane * area; i < (plane + 1) * area; i++) {
        sum += values[i];
      }
      result[plane % result.length] += sum;
    }
    OffHeap.write(result, sums);
  }
}
