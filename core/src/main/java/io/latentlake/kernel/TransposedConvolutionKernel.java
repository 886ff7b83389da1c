package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A transposed convolution and its gradients; see {@link Kernels#transposedConvolution}. */
public interface TransposedConvolutionKernel extends AutoCloseable {
  /**
   * The transposed convolution with its activation.
   *
   * @param input [images, in, h, w]
   * @param weights [in, out, kh, kw]
   * @param bias a value a channel of the output, or null
   * @param out receives the result
   */
  void forward(INDArray input, INDArray weights, INDArray bias, INDArray out);

  /**
   * Gradient by the input, the activation left out.
   *
   * @param gradient by the output
   * @param weights as in the forward pass
   * @param inputGradient receives the result
   */
  void inputGradient(INDArray gradient, INDArray weights, INDArray inputGradient);

  /**
   * Gradient by the weights, the activation left out.
   *
   * @param input as in the forward pass
   * @param gradient by the output
   * @param weightGradient receives the result
   */
  void weightGradient(INDArray input, INDArray gradient, INDArray weightGradient);

  @Override
  void close();
}
