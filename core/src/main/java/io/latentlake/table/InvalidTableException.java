package io.latentlake.table;

/** A table that is missing, or that is not what its place says it should be. */
public final class InvalidTableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was found.
   *
   * @param message one line: where, what was found, what to do
   */
  public InvalidTableException(String message) {
    super(message);
  }
}
