package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** LeakyReLU and its gradient; see {@link Kernels#rectifier}. */
public interface RectifierKernel extends AutoCloseable {
  /**
   * max(x, slope·x).
   *
   * @param x any shape, left as it is
   * @param out receives the result; another array
   */
  void forward(INDArray x, INDArray out);

  /**
   * Gradient by the input.
   *
   * @param out what came of the forward pass
   * @param gradient by {@code out}
   * @param xGradient receives the result; another array
   */
  void backward(INDArray out, INDArray gradient, INDArray xGradient);

  @Override
  void close();
}
