package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A reconstruction loss between images and what was decoded of one or several draws for each; the
 * draws of an image lie one after the other. For one thread.
 */
public final class DrawnReconstruction implements AutoCloseable {
  private final DataType type;
  private final Loss.Evaluator loss;
  private final Scratch repeated = new Scratch();
  private float[] values = {};
  private float[] copies = {};

  /**
   * Prepares to compare.
   *
   * @param loss what compares
   * @param type of all arrays
   */
  public DrawnReconstruction(Loss loss, DataType type) {
    this.type = type;
    this.loss = loss.evaluator(type);
  }

  /**
   * The loss of each draw.
   *
   * @param decoded decoder outputs, as many for each image as there are draws
   * @param images what they are compared with, [images, channels, height, width]
   * @param gradient receives the derivative of a draw's loss by its decoder outputs; a plain array
   *     of as many values, or null
   * @return draw by draw of the first image, then of the next
   * @throws IllegalArgumentException if decoder outputs are no multiple of the images
   */
  public double[] perDraw(INDArray decoded, INDArray images, INDArray gradient) {
    if (decoded.length() % images.length() != 0) {
      throw new IllegalArgumentException(
          "the network makes images of "
              + decoded.shapeInfoToString()
              + ", but is compared with "
              + images.shapeInfoToString());
    }
    int draws = (int) (decoded.length() / images.length());
    if (draws == 1) {
      return loss.perImage(decoded, images, gradient);
    }
    long[] shape = images.shape().clone();
    shape[0] *= draws;
    INDArray each = Arrays.equals(decoded.shape(), shape) ? decoded : decoded.reshape('c', shape);
    return loss.perImage(each, repeated(images, draws, shape), gradient);
  }

  /**
   * Adds the derivative of each image's loss by the image, its one draw held fixed.
   *
   * @param decoded decoder outputs, of the images' shape
   * @param images what they are compared with
   * @param byImages to be added to; a plain array of the images' shape
   */
  public void addByImages(INDArray decoded, INDArray images, INDArray byImages) {
    loss.addByImages(decoded, images, byImages);
  }

  private INDArray repeated(INDArray images, int draws, long[] shape) {
    values = read(images);
    int size = (int) (images.length() / images.size(0));
    if (copies.length != values.length * draws) {
      copies = new float[values.length * draws];
    }
    for (int row = 0; row < copies.length / size; row++) {
      System.arraycopy(values, row / draws * size, copies, row * size, size);
    }
    INDArray array = repeated.of(type, shape);
    OffHeap.write(copies, array);
    return array;
  }

  /** Pixels are floats whatever computes with them. */
  private float[] read(INDArray images) {
    if (images.dataType() == DataType.FLOAT) {
      return OffHeap.read(images, values);
    }
    double[] found = OffHeap.read(images);
    float[] floats = new float[found.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) found[i];
    }
    return floats;
  }

  @Override
  public void close() {
    loss.close();
    repeated.close();
  }
}
