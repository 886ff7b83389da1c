package io.latentlake.table;

/** A table is missing or is not the expected one. */
public final class InvalidTableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line: where, what was found, what to do
   */
  public InvalidTableException(String message) {
    super(message);
  }
}
