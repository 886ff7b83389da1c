package io.latentlake.config;

import java.util.Map;

/**
 * The sections that a record has besides its own, where they are only known when the program runs.
 * Has a constructor without arguments.
 */
public interface Sections {
  /**
   * The sections.
   *
   * @return their names and the records that hold their keys, in the order in which they are shown
   */
  Map<String, Class<? extends Record>> records();

  /** No sections. */
  final class None implements Sections {
    @Override
    public Map<String, Class<? extends Record>> records() {
      return Map.of();
    }
  }
}
