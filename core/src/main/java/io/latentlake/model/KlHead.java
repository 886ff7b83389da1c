package io.latentlake.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The head that keeps the posterior near the prior: β times its KL divergence to the standard
 * normal distribution. Input is [images, 2·latent], means and then log-variances; labels hold β,
 * [images, 1]; its output is the divergence in nats, [images, 1].
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
 */
public final class KlHead extends ParameterlessLayer {
  private static final long serialVersionUID = 1L;

  /** Makes the head. */
  public KlHead() {}

  @Override
  public InputType getOutputType(int index, InputType input) {
    return InputType.feedForward(1);
  }

  @Override
  Layer layer(NeuralNetConfiguration configuration, DataType type) {
    return new KlHeadLayer(configuration, type);
  }
}
