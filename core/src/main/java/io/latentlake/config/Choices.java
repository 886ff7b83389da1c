package io.latentlake.config;

import java.util.List;

/**
 * The values that a key takes, where they are only known when the program runs. Has a constructor
 * without arguments.
 */
public interface Choices {
  /**
   * The values allowed.
   *
   * @return the vocabulary, in the order in which it is shown; empty if any text will do
   */
  List<String> values();

  /** Any text. */
  final class Any implements Choices {
    @Override
    public List<String> values() {
      return List.of();
    }
  }
}
