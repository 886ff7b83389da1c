package io.latentlake.table;

/** Another run writes the same place at this moment. */
public final class ConcurrentRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message which run writes where, and what to do
   */
  public ConcurrentRunException(String message) {
    super(message);
  }
}
