package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation of [images, channels, h, w] and its gradients; see {@link
 * Kernels#normalisation}. What it knows a channel at a time is a row of as many values.
 */
public interface NormalisationKernel extends AutoCloseable {
  /**
   * Normalises by the minibatch's own mean and (biased) variance, and activates.
   *
   * @param x what is normalised
   * @param gamma scale
   * @param beta shift
   * @param mean receives the mean
   * @param variance receives the variance
   * @param out receives the result
   */
  void forward(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray out);

  /**
   * Gradients of the last forward pass.
   *
   * @param x as in the forward pass
   * @param out what came of it
   * @param gradient by {@code out}
   * @param gamma as in the forward pass
   * @param mean as the forward pass gave it
   * @param variance as the forward pass gave it
   * @param xGradient receives the gradient by {@code x}
   * @param gammaGradient receives the gradient by the scale
   * @param betaGradient receives the gradient by the shift
   */
  void backward(
      INDArray x,
      INDArray out,
      INDArray gradient,
      INDArray gamma,
      INDArray mean,
      INDArray variance,
      INDArray xGradient,
      INDArray gammaGradient,
      INDArray betaGradient);

  /**
   * Normalises by known statistics instead of the minibatch's, and activates.
   *
   * @param x what is normalised
   * @param gamma scale
   * @param beta shift
   * @param mean the mean
   * @param variance the variance
   * @param out receives the result
   */
  void apply(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray out);

  @Override
  void close();
}
