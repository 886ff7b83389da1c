package io.latentlake.explain;

/**
 * One number per image that a map explains. It may depend on the image that is explained, of which
 * the image is an altered copy, and on nothing else.
 */
public interface ExplainedFunction {
  /**
   * Evaluates the function.
   *
   * @param images pixels in [0, 1]
   * @param explained for each the position, among the images that are explained, of the one that it
   *     is an altered copy of
   * @return one value per image
   */
  double[] values(Pixels images, int[] explained);

  /**
   * Evaluates the function's derivative by every pixel.
   *
   * @param images pixels in [0, 1]
   * @param explained as for {@link #values}
   * @return the derivative of each image's value, of the images' shape
   * @throws UnsupportedOperationException if only its values are known
   */
  Pixels gradient(Pixels images, int[] explained);

  /**
   * Splits the function into one term per pixel, for functions that are a sum over pixels.
   *
   * @param images pixels in [0, 1]
   * @return terms of the images' shape; they sum to {@link #values} over each image
   * @throws UnsupportedOperationException if the function is no sum over pixels
   */
  Pixels pixelTerms(Pixels images);

  /**
   * What is left of each term of {@link #pixelTerms} when the image is reconstructed perfectly.
   *
   * @param images pixels in [0, 1]
   * @return terms of the images' shape, none above its fellow of {@link #pixelTerms}
   * @throws UnsupportedOperationException if the function is no sum over pixels
   */
  Pixels leastPixelTerms(Pixels images);
}
