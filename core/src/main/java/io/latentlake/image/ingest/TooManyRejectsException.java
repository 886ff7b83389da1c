package io.latentlake.image.ingest;

/** The share of rejected items exceeds {@code data.max-reject-fraction}. */
public final class TooManyRejectsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyRejectsException(String message) {
    super(message);
  }
}
