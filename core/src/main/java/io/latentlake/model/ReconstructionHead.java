package io.latentlake.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The head that compares the decoder's output with the image, cut to the image's size. Labels are
 * the images, [images, channels, height, width]; its output are pixel values.
 */
public final class ReconstructionHead extends ParameterlessLayer {
  private static final long serialVersionUID = 1L;

  private Loss loss = Loss.BCE;
  private int top;
  private int left;
  private int height;
  private int width;

  /** For reading a saved configuration. */
  public ReconstructionHead() {}

  ReconstructionHead(Loss loss, ImagePadding padding, int height, int width) {
    this.loss = loss;
    this.top = padding.top();
    this.left = padding.left();
    this.height = height;
    this.width = width;
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

  /**
   * Rows of padding above the image.
   *
   * @return at least 0
   */
  public int getTop() {
    return top;
  }

  /**
   * Sets the rows of padding above the image.
   *
   * @param top at least 0
   */
  public void setTop(int top) {
    this.top = top;
  }

  /**
   * Columns of padding to the left of the image.
   *
   * @return at least 0
   */
  public int getLeft() {
    return left;
  }

  /**
   * Sets the columns of padding to the left of the image.
   *
   * @param left at least 0
   */
  public void setLeft(int left) {
    this.left = left;
  }

  /**
   * Rows of the image.
   *
   * @return at least 1
   */
  public int getHeight() {
    return height;
  }

  /**
   * Sets the rows of the image.
   *
   * @param height at least 1
   */
  public void setHeight(int height) {
    this.height = height;
  }

  /**
   * Columns of the image.
   *
   * @return at least 1
   */
  public int getWidth() {
    return width;
  }

  /**
   * Sets the columns of the image.
   *
   * @param width at least 1
   */
  public void setWidth(int width) {
    this.width = width;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return input instanceof InputType.InputTypeConvolutional image
        ? InputType.convolutional(height, width, image.getChannels())
        : input;
  }

  @Override
  Layer layer(NeuralNetConfiguration configuration, DataType type) {
    return new ReconstructionHeadLayer(configuration, type);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof ReconstructionHead that
        && loss == that.loss
        && top == that.top
        && left == that.left
        && height == that.height
        && width == that.width;
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(super.hashCode(), loss, top, left, height, width);
  }
}
