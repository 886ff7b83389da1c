package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradient by a convolution's bias: sums over images, rows and columns. For one thread. */
final class ChannelSums {
  private float[] floats = new float[0];

  /**
   * Adds up, in double precision.
   *
   * @param images [images, channels, h, w]
   * @param sums receives a value a channel
   */
  void of(INDArray images, INDArray sums) {
    double[] result = new double[Math.toIntExact(images.size(1))];
    int area = Math.toIntExact(images.size(2) * images.size(3));
    if (images.dataType() == DataType.FLOAT) {
      floats = OffHeap.read(images, floats);
      for (int plane = 0; plane * area < floats.length; plane++) {
        result[plane % result.length] += sum(plane * area, (plane + 1) * area);
      }
    } else {
      double[] values = OffHeap.read(images);
      for (int i = 0; i < values.length; i++) {
        result[i / area % result.length] += values[i];
      }
    }
    OffHeap.write(result, sums);
  }

  private double sum(int from, int to) {
    // two sums side by side, as each addition waits for the one before
    double even = 0;
    double odd = 0;
    int i = from;
    for (; i + 1 < to; i += 2) {
      even += floats[i];
      odd += floats[i + 1];
    }
    return i < to ? even + odd + floats[i] : even + odd;
  }
}
