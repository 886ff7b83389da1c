package io.latentlake.kernel;

/**
 * Kernel, stride and padding of a convolution, rows first. Every side of the image is padded alike.
 *
 * @param kernel rows and columns of the weights
 * @param stride steps between two places of the kernel
 * @param padding zeros before the first and after the last row and column
 */
public record Window(int[] kernel, int[] stride, int[] padding) {
  /**
   * A square window.
   *
   * @param kernel rows and columns of the weights
   * @param stride steps between two places of the kernel
   * @param padding zeros on every side
   * @return the window
   */
  public static Window square(int kernel, int stride, int padding) {
    return new Window(
        new int[] {kernel, kernel}, new int[] {stride, stride}, new int[] {padding, padding});
  }

  /**
   * Size of the output.
   *
   * @param size rows or columns of the input
   * @param dimension 0 for rows, 1 for columns
   * @return rows or columns of the output
   */
  public long outputSize(long size, int dimension) {
    return (size + 2L * padding[dimension] - kernel[dimension]) / stride[dimension] + 1;
  }
}
