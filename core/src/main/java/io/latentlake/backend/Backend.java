package io.latentlake.backend;

import java.util.Locale;

/** The hardware that ND4J computes on. */
public enum Backend {
  /** The processor's cores. */
  CPU,
  /** NVIDIA's devices. */
  CUDA;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
