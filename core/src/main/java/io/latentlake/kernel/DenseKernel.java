package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense layer and its gradients; see {@link Kernels#dense}. Its input may be images, whose values
 * count channel by channel whatever their order in memory.
 */
public interface DenseKernel extends AutoCloseable {
  /**
   * The layer with its activation.
   *
   * @param x [images, in] or [images, channels, h, w]
   * @param weights [in, out], in either order
   * @param bias a value a unit, or null
   * @param out receives the result, [images, out]
   */
  void forward(INDArray x, INDArray weights, INDArray bias, INDArray out);

  /**
   * Gradient by the input, the activation left out.
   *
   * @param gradient by the output
   * @param weights as in the forward pass
   * @param inputGradient receives the result, shape of the input
   */
  void inputGradient(INDArray gradient, INDArray weights, INDArray inputGradient);

  /**
   * Gradients by the weights and the bias, the activation left out.
   *
   * @param x as in the forward pass
   * @param gradient by the output
   * @param weightGradient receives the gradient by the weights
   * @param biasGradient receives the gradient by the bias, or null
   */
  void weightGradient(
      INDArray x, INDArray gradient, INDArray weightGradient, INDArray biasGradient);

  @Override
  void close();
}
