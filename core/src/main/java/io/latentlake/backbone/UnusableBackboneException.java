package io.latentlake.backbone;

/** A backbone that cannot be used; the message names the file or key, the reason and a remedy. */
public final class UnusableBackboneException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Refuses a backbone.
   *
   * @param message what is wrong, and what to change
   */
  public UnusableBackboneException(String message) {
    super(message);
  }

  /**
   * Refuses a backbone.
   *
   * @param message what is wrong, and what to change
   * @param cause what was thrown
   */
  public UnusableBackboneException(String message, Throwable cause) {
    super(message, cause);
  }
}
