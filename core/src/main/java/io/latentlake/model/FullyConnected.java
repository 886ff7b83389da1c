package io.latentlake.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense layer without activation, [images, in] to [images, out], that also takes images, [images,
 * channels, h, w], as rows of channels·h·w values. Same arithmetic and parameters as
 * Deeplearning4j's {@code DenseLayer}.
 */
public final class FullyConnected extends DenseLayer {
  private static final long serialVersionUID = 1L;

  private final boolean first;

  private FullyConnected(DenseLayer settings, boolean first) {
    setNOut(settings.getNOut());
    setHasBias(settings.hasBias());
    setWeightInitFn(settings.getWeightInitFn());
    setActivationFn(new ActivationIdentity());
    setRegularization(settings.getRegularization());
    this.first = first;
  }

  /**
   * A layer somewhere in a network.
   *
   * @param builder units, bias and initial weights
   */
  static FullyConnected of(Builder builder) {
    return new FullyConnected(builder.build(), false);
  }

  /** A layer that sees the images themselves, by which nobody asks for a gradient in training. */
  static FullyConnected first(Builder builder) {
    return new FullyConnected(builder.build(), true);
  }

  boolean first() {
    return first;
  }

  @Override
  public FullyConnected clone() {
    return (FullyConnected) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof FullyConnected that && first == that.first;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Boolean.hashCode(first);
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    super.setNIn(flat(input), override);
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return super.getOutputType(index, flat(input));
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  private static InputType flat(InputType input) {
    return input instanceof InputType.InputTypeConvolutional
        ? InputType.feedForward(input.arrayElementsPerExample())
        : input;
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
        new FullyConnectedLayer(configuration, type),
        initializer(),
        configuration,
        listeners,
        index,
        parameters,
        initialize);
  }
}
