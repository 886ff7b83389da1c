package io.latentlake.config;

/** What is said of the key {@code seed}, wherever it is one. */
public final class Seed {
  /** Its default. */
  public static final String DEFAULT = "42";

  /** What it does. */
  public static final String MEANING = "Seed of every random draw";

  private Seed() {}
}
