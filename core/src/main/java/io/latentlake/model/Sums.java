package io.latentlake.model;

import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies and sums of whole arrays. Where both lie in the same order, they are taken as the plain
 * arrays that they are in memory, for ND4J is slow with any other.
 */
final class Sums {
  private Sums() {}

  /** Adds values to others of the same shape. */
  static void add(INDArray values, INDArray to) {
    if (alike(values, to)) {
      inMemory(to).addi(inMemory(values));
    } else {
      to.addi(values);
    }
  }

  /** Writes values over others of the same shape. */
  static void copy(INDArray values, INDArray to) {
    if (alike(values, to)) {
      inMemory(to).assign(inMemory(values));
    } else {
      to.assign(values);
    }
  }

  private static boolean alike(INDArray a, INDArray b) {
    return a.rank() == 4 && Kernels.orderOf(a) == Kernels.orderOf(b);
  }

  private static INDArray inMemory(INDArray array) {
    return Kernels.orderOf(array) == ChannelOrder.CHANNELS_LAST ? array.permute(0, 2, 3, 1) : array;
  }
}
