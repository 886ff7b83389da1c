package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A target's value for each image and how it changes with every pixel.
 *
 * @param values a value per image, unit of the target
 * @param inputGradient derivative of an image's value by its own pixels, shape [images, channels,
 *     height, width]; includes the direct term of a target that uses the image twice
 */
public record TargetGradient(double[] values, INDArray inputGradient) implements AutoCloseable {
  /** Gives the gradient's memory back. */
  @Override
  public void close() {
    OffHeap.close(inputGradient);
  }
}
