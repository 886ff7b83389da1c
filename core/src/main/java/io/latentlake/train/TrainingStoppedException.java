package io.latentlake.train;

/** The training was asked to stop and can go on from its checkpoint. */
public final class TrainingStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says where.
   *
   * @param message one line: how far it came, where the checkpoint is, how to go on
   */
  public TrainingStoppedException(String message) {
    super(message);
  }
}
