package io.latentlake.config;

/** What changes when the value of a key does. */
public enum Effect {
  /** What a command computes. */
  RESULT,
  /** What follows from a trained network, but not its parameters: training need not run again. */
  AFTER_TRAINING,
  /** How a command goes about it; its results stay the same. */
  NONE
}
