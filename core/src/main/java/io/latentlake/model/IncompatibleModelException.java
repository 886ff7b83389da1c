package io.latentlake.model;

/** A model package that cannot be used: damaged, of another version, or made for other images. */
public final class IncompatibleModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line: what was found, what is needed, what to change
   */
  public IncompatibleModelException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message one line: what was found, what is needed, what to change
   * @param cause what went wrong underneath
   */
  public IncompatibleModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
