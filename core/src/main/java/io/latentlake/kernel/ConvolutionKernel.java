package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution and its gradients; see {@link Kernels#convolution}. */
public interface ConvolutionKernel extends AutoCloseable {
  /**
   * The convolution with its activation.
   *
   * @param images [images, in, h, w]
   * @param weights [out, in, kh, kw]
   * @param bias a value a channel of the output, or null
   * @param out receives the result
   */
  void forward(INDArray images, INDArray weights, INDArray bias, INDArray out);

  /**
   * Gradient by the images, the activation left out.
   *
   * @param gradient by the convolution's output
   * @param weights as in the forward pass
   * @param imageGradient receives the result
   */
  void imageGradient(INDArray gradient, INDArray weights, INDArray imageGradient);

  /**
   * Gradient by the weights, the activation left out.
   *
   * @param images as in the forward pass
   * @param gradient by the convolution's output
   * @param weightGradient receives the result
   */
  void weightGradient(INDArray images, INDArray gradient, INDArray weightGradient);

  @Override
  void close();
}
