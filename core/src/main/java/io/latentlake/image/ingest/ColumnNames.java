package io.latentlake.image.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The columns of a manifest or table, found without regard to capitals and surrounding spaces.
 *
 * @param names as they are written
 */
record ColumnNames(List<String> names) {
  ColumnNames(String[] names) {
    this(Arrays.asList(names));
  }

  /**
   * Finds a column; one written exactly so comes first.
   *
   * @throws IllegalArgumentException if several columns differ by capitals and spaces only
   */
  Optional<String> find(String wanted) {
    List<String> found = names.stream().filter(name -> plain(name).equals(plain(wanted))).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "columns "
              + String.join(", ", found)
              + " differ by capitals and spaces only; rename all but one");
    }
    return found.stream().findFirst();
  }

  /** Says which column is used for something optional. */
  String use(String what, String key, String wanted) {
    return find(wanted)
        .map(column -> what + " from column " + column.trim())
        .orElse("no " + what + ": no column " + wanted + " (" + key + ")");
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
