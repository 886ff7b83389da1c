package io.latentlake.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution, [images, in, h, w] to [images, out, ⌊(h+2p-k)/s⌋+1, ...], with kernel k, stride s
 * and padding p. Same arithmetic and weights ([out, in, k, k]) as Deeplearning4j's {@code
 * ConvolutionLayer}, without activation.
 */
public final class StridedConvolution extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  private final boolean first;

  private StridedConvolution(Builder builder, boolean first) {
    super(builder);
    this.first = first;
  }

  /**
   * A layer somewhere in a network.
   *
   * @param builder kernel, stride, padding, channels, bias and initial weights
   */
  static StridedConvolution of(Builder builder) {
    return new StridedConvolution(builder.activation(new ActivationIdentity()), false);
  }

  /** A layer that sees the images themselves, by which nobody asks for a gradient in training. */
  static StridedConvolution first(Builder builder) {
    return new StridedConvolution(builder.activation(new ActivationIdentity()), true);
  }

  boolean first() {
    return first;
  }

  @Override
  public StridedConvolution clone() {
    return (StridedConvolution) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof StridedConvolution that && first == that.first;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Boolean.hashCode(first);
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
        new StridedConvolutionLayer(configuration, type),
        initializer(),
        configuration,
        listeners,
        index,
        parameters,
        initialize);
  }
}
