package io.latentlake.model;

import io.latentlake.onnx.Tensor;

/**
 * A {@link Loss} as an ONNX graph computes it. Decoder outputs and images are of double precision,
 * [channels, height, width], images in [0, 1].
 */
public interface OnnxLoss {
  /**
   * Each value's term of the loss.
   *
   * @param decoded decoder outputs
   * @param images same shape
   * @return as many values; they sum to the loss over each image
   */
  Tensor terms(Tensor decoded, Tensor images);

  /**
   * What is left of each term when the image is reconstructed perfectly.
   *
   * @param decoded decoder outputs
   * @param images same shape
   * @return as many values, none above its fellow of {@link #terms}
   */
  Tensor leastTerms(Tensor decoded, Tensor images);

  /**
   * The pixels that decoder outputs mean.
   *
   * @param decoded decoder outputs, of any precision
   * @return pixel values, same shape and precision
   */
  default Tensor pixels(Tensor decoded) {
    return decoded;
  }
}
