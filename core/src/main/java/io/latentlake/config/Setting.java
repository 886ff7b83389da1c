package io.latentlake.config;

/**
 * A key with its value and all that is said about it.
 *
 * @param path the key, such as {@code train.epochs}
 * @param value the value in force, as text; empty for an absent one
 * @param defaultValue the default, as text; empty if absent
 * @param unit unit of the value, empty if it has none
 * @param allowed what the key takes, as a phrase
 * @param meaning what the value does
 * @param example a value a user might write, empty if the default shows enough
 * @param origin where the value came from: {@code default}, {@code --set}, or file and line
 */
public record Setting(
    String path,
    String value,
    String defaultValue,
    String unit,
    String allowed,
    String meaning,
    String example,
    String origin) {
  /** The origin of a value that nobody set. */
  public static final String DEFAULT = "default";

  /** The origin of a value given as an argument. */
  public static final String ARGUMENT = "--set";
}
