package io.latentlake.config;

import java.util.List;

/**
 * A validated configuration.
 *
 * @param options the values, checked
 * @param settings every key with its value and origin, in the order of the record
 * @param <R> the record that holds the values
 */
public record Configuration<R extends Record>(R options, List<Setting> settings) {
  /** Copies the list. */
  public Configuration {
    settings = List.copyOf(settings);
  }
}
