package io.latentlake.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation of [images, channels, h, w] followed by LeakyReLU, in one layer. Same
 * arithmetic and parameters as Deeplearning4j's {@code BatchNormalization}, which ignores an
 * activation that is set on it.
 */
public final class Normalisation extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  private final double negativeSlope;

  private Normalisation(double negativeSlope) {
    this.negativeSlope = negativeSlope;
  }

  /**
   * Makes the layer.
   *
   * @param channels how many
   * @param epsilon added to a variance
   * @param decay share of itself that a running statistic keeps at every step, once there were
   *     many; below 1
   * @param negativeSlope slope of the activation below zero; 0 for ReLU
   */
  static Normalisation of(int channels, double epsilon, double decay, double negativeSlope) {
    Normalisation layer = new Normalisation(negativeSlope);
    layer.setNOut(channels);
    layer.setEps(epsilon);
    layer.setDecay(decay);
    layer.setUseLogStd(false);
    layer.setGamma(1);
    layer.setBeta(0);
    return layer;
  }

  double negativeSlope() {
    return negativeSlope;
  }

  /**
   * Share of a minibatch in the running statistics after its step. The first minibatch has all of
   * it, so nothing is left of the values the statistics were born with; the next ones have what
   * makes a weighted mean of them all, each weighing {@code decay} times the one after it.
   *
   * @param steps steps taken before, in this training
   * @return (1 − d)/(1 − d^(steps + 1)): about 1/(steps + 1) at first, 1 − d in the long run
   */
  double minibatchShare(int steps) {
    return (1 - getDecay()) / (1 - Math.pow(getDecay(), steps + 1.0));
  }

  @Override
  public Normalisation clone() {
    return (Normalisation) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof Normalisation that
        && negativeSlope == that.negativeSlope;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Double.hashCode(negativeSlope);
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
        new NormalisationLayer(configuration, type),
        initializer(),
        configuration,
        listeners,
        index,
        parameters,
        initialize);
  }
}
