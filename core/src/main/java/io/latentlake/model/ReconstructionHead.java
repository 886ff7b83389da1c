package io.latentlake.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The head that compares the decoder's output with the image. Labels are the images, [images,
 * channels, height, width]; its output are pixel values.
 */
public final class ReconstructionHead extends ParameterlessLayer {
  private static final long serialVersionUID = 1L;

  private Loss loss = Loss.BCE;

  /** For reading a saved configuration. */
  public ReconstructionHead() {}

  ReconstructionHead(Loss loss) {
    this.loss = loss;
  }

  /**
   * The reconstruction loss.
   *
   * @return the loss
   */
  public Loss getLoss() {
    return loss;
  }

  /**
   * Sets the reconstruction loss.
   *
   * @param loss the loss
   */
  public void setLoss(Loss loss) {
    this.loss = loss;
  }

  @Override
  Layer layer(NeuralNetConfiguration configuration, DataType type) {
    return new ReconstructionHeadLayer(configuration, type);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof ReconstructionHead that && loss == that.loss;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + loss.hashCode();
  }
}
