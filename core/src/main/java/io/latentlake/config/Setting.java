package io.latentlake.config;

/**
 * A key with its value and description.
 *
 * @param path the key, such as {@code train.epochs}
 * @param value the effective value, as text; empty if absent
 * @param defaultValue the default, as text; empty if absent
 * @param unit unit of the value, empty if it has none
 * @param allowed the allowed values, as a phrase
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
  /** The origin of a default value. */
  public static final String DEFAULT = "default";

  /** The origin of a value given as an argument. */
  public static final String ARGUMENT = "--set";
}
