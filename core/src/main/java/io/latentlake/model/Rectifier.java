package io.latentlake.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * An activation layer of its own: LeakyReLU with the given slope below zero, ReLU with slope 0.
 * Deeplearning4j's batch normalisation ignores an activation that is set on it.
 */
public final class Rectifier extends ParameterlessLayer {
  private static final long serialVersionUID = 1L;

  private final double negativeSlope;

  Rectifier(double negativeSlope) {
    this.negativeSlope = negativeSlope;
  }

  double negativeSlope() {
    return negativeSlope;
  }

  @Override
  Layer layer(NeuralNetConfiguration configuration, DataType type) {
    return new RectifierLayer(configuration, type);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof Rectifier that
        && negativeSlope == that.negativeSlope;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Double.hashCode(negativeSlope);
  }
}
