package io.latentlake.image.ingest;

/** What {@code data.path} holds cannot be ingested as the options ask; nothing was written. */
public final class InvalidSourceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line: where, what was found, what to do
   */
  public InvalidSourceException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message one line: where, what was found, what to do
   * @param cause why
   */
  public InvalidSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
