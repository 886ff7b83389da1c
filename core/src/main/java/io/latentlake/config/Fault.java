package io.latentlake.config;

/**
 * One fault of a configuration.
 *
 * @param path the key, such as {@code train.epochs}
 * @param problem the value found and what is allowed
 * @param origin where the value came from; empty if there is none
 */
public record Fault(String path, String problem, String origin) {
  /**
   * Reads as {@code train.epochs: found ten, allowed is a whole number (conf/a.yaml, line 3)}.
   *
   * @return one line
   */
  @Override
  public String toString() {
    return path + ": " + problem + (origin.isEmpty() ? "" : " (" + origin + ")");
  }
}
