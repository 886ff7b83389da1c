package io.latentlake.backend;

/** A demanded backend is not available. */
public final class UnavailableBackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line: what was demanded, what is in the way, what to change
   */
  public UnavailableBackendException(String message) {
    super(message);
  }
}
