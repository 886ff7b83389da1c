package io.latentlake.train;

/** The loss or the parameters left the range in which training makes sense. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was found.
   *
   * @param message one line: when, what, and what to do
   */
  public DivergedException(String message) {
    super(message);
  }
}
