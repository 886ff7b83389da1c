package io.latentlake.infer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of rows of a data frame that hold no image that can be decoded. */
public enum InvalidRows {
  /** They stay, and what is appended is null. */
  KEEP,
  /** They are left out. */
  SKIP,
  /** The first of them is an error. */
  ERROR;

  /**
   * Finds one by its name.
   *
   * @param name in lower case
   * @return the choice
   * @throws IllegalArgumentException if there is none of that name
   */
  public static InvalidRows named(String name) {
    return Arrays.stream(values())
        .filter(choice -> choice.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "handleInvalid is "
                        + name
                        + "; allowed are "
                        + Arrays.stream(values())
                            .map(InvalidRows::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** The name, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
