package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How the values of [images, channels, h, w] follow each other in memory. The shape is always this
 * one; only the strides differ.
 */
public enum ChannelOrder {
  /** A channel after the other. */
  PLAIN,
  /** A pixel after the other, with all its channels. */
  CHANNELS_LAST;

  /** Makes the memory that a shape asks for. */
  public interface Memory {
    /**
     * An array in C order.
     *
     * @param shape its shape
     * @return an array whose values are overwritten by whoever asked
     */
    INDArray create(long... shape);
  }

  /**
   * Makes an array in this order.
   *
   * @param memory where from
   * @param shape [images, channels, h, w], or any other number of dimensions, which is plain
   * @return an array of that shape
   */
  public INDArray create(Memory memory, long... shape) {
    if (this == PLAIN || shape.length != 4) {
      return memory.create(shape);
    }
    return memory.create(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);
  }
}
