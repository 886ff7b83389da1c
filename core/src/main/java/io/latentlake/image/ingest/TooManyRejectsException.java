package io.latentlake.image.ingest;

/** More of the input was rejected than {@code data.max-reject-fraction} allows. */
public final class TooManyRejectsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyRejectsException(String message) {
    super(message);
  }
}
