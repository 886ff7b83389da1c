package io.latentlake.jobs;

/** A pipeline step was refused after earlier steps had run. */
final class StepRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names the step and the reason. */
  StepRefusedException(String step, RuntimeException refusal) {
    super(step + " is refused: " + Refusal.message(refusal), refusal);
  }
}
