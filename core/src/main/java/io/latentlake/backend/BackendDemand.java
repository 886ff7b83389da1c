package io.latentlake.backend;

import java.util.Locale;

/** The backend that the user wants: the key {@code backend}. */
public enum BackendDemand {
  /** CUDA if it works, otherwise the CPU. */
  AUTO,
  /** Always the CPU. */
  CPU,
  /** Only CUDA. */
  CUDA;

  /**
   * Reads the key's value.
   *
   * @param value {@code auto}, {@code cpu} or {@code cuda}
   * @return the demand
   * @throws IllegalArgumentException if it is another text
   */
  public static BackendDemand of(String value) {
    for (BackendDemand demand : values()) {
      if (demand.toString().equals(value)) {
        return demand;
      }
    }
    throw new IllegalArgumentException("backend is " + value + "; allowed are auto, cpu and cuda");
  }

  /**
   * The key's value.
   *
   * @return {@code auto}, {@code cpu} or {@code cuda}
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
