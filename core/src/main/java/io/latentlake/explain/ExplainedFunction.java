package io.latentlake.explain;

/** One number per image that a map explains; an image's number depends on that image alone. */
public interface ExplainedFunction {
  /**
   * Evaluates the function.
   *
   * @param images pixels in [0, 1]
   * @return one value per image
   */
  double[] values(Pixels images);

  /**
   * Evaluates the function's derivative by every pixel.
   *
   * @param images pixels in [0, 1]
   * @return the derivative of each image's value, of the images' shape
   */
  Pixels gradient(Pixels images);

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
