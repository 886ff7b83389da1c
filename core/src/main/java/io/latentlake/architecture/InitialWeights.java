package io.latentlake.architecture;

/** What the weights of an operation are drawn from before training. */
public enum InitialWeights {
  /** Uniform in ±1/√(values that one output is computed from). */
  UNIFORM,
  /** Normal of variance 2/(values that one output is computed from), for a rectifier after it. */
  HE_NORMAL,
  /** All zero: what never changes in the input keeps zero weights. */
  ZERO
}
