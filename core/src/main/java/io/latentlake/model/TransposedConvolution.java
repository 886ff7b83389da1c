package io.latentlake.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Transposed convolution, [images, in, h, w] to [images, out, s·(h-1)+k-2p+e, ...], with kernel k,
 * stride s, padding p and output padding e. Same arithmetic and weights ([in, out, k, k]) as
 * Deeplearning4j's {@code Deconvolution2D}, by way of the gradients of the convolution it
 * transposes; those run on oneDNN.
 */
public final class TransposedConvolution extends Deconvolution2D {
  private static final long serialVersionUID = 1L;

  private final int outputPadding;

  private TransposedConvolution(Builder builder, int outputPadding) {
    super(builder);
    this.outputPadding = outputPadding;
  }

  /**
   * A layer without activation.
   *
   * @param builder kernel, stride, padding, channels, bias and initial weights
   * @param outputPadding rows and columns added to the smallest output, less than the stride
   */
  static TransposedConvolution of(Builder builder, int outputPadding) {
    return new TransposedConvolution(builder.activation(new ActivationIdentity()), outputPadding);
  }

  int outputPadding() {
    return outputPadding;
  }

  /** Rows (dimension 0) or columns (1) that come of so many. */
  long outputSize(long size, int dimension) {
    return getStride()[dimension] * (size - 1)
        + getKernelSize()[dimension]
        - 2L * getPadding()[dimension]
        + outputPadding;
  }

  @Override
  public TransposedConvolution clone() {
    return (TransposedConvolution) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof TransposedConvolution that
        && outputPadding == that.outputPadding;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + outputPadding;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return Instances.of(
        new TransposedConvolutionLayer(configuration, type),
        initializer(),
        configuration,
        listeners,
        index,
        parameters,
        initialize);
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    if (!(input instanceof InputType.InputTypeConvolutional image)) {
      throw new IllegalStateException(
          "layer " + getLayerName() + " needs images as its input; found " + input);
    }
    return InputType.convolutional(
        outputSize(image.getHeight(), 0), outputSize(image.getWidth(), 1), getNOut());
  }
}
