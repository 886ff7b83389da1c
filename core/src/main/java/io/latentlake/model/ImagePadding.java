package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.io.Serializable;

/**
 * Black pixels around an image that make both its sides divisible by the network's strides. The
 * loss leaves them out.
 *
 * @param top rows above
 * @param bottom rows below
 * @param left columns to the left
 * @param right columns to the right
 */
public record ImagePadding(int top, int bottom, int left, int right) implements Serializable {
  /**
   * The padding a model gives its images; odd amounts put the extra row or column last.
   *
   * @param options the model
   * @param shape size of the images
   * @return none for a dense or linear autoencoder
   */
  public static ImagePadding of(ModelOptions options, ImageShape shape) {
    if (!options.convolutional()) {
      return new ImagePadding(0, 0, 0, 0);
    }
    int divisor = 1 << options.channels().size();
    int rows = Math.floorMod(-shape.height(), divisor);
    int columns = Math.floorMod(-shape.width(), divisor);
    return new ImagePadding(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
  }

  /**
   * Whether nothing is added.
   *
   * @return true if the strides divide both sides
   */
  public boolean none() {
    return top + bottom + left + right == 0;
  }

  /**
   * The size with the padding.
   *
   * @param shape size without
   * @return size with
   */
  public ImageShape padded(ImageShape shape) {
    return new ImageShape(
        shape.channels(), shape.height() + top + bottom, shape.width() + left + right);
  }

  /**
   * Says in a sentence what happens to images of a size.
   *
   * @param shape size of the images
   * @return the sentence, empty if nothing is added
   */
  public String describe(ImageShape shape) {
    return none()
        ? ""
        : "images of "
            + shape
            + " are padded to "
            + padded(shape)
            + " with black pixels, which the network's strides divide; the loss leaves them out";
  }
}
