package io.latentlake.jobs;

/** A step that was refused in the middle of a pipeline, when those before it were done. */
final class StepRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which step, and why. */
  StepRefusedException(String step, RuntimeException refusal) {
    super(step + " is refused: " + Refusal.message(refusal), refusal);
  }
}
