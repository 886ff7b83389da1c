package io.latentlake.image.ingest;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns of a manifest or table. Case and surrounding spaces are ignored. A column with a
 * default name is also found under other common names.
 *
 * @param names as they are written
 */
record ColumnNames(List<String> names) implements Serializable {
  private static final String FACTOR_PREFIX = "factor_";
  private static final int SHOWN = 20;

  private static final Map<String, List<String>> SYNONYMS =
      Map.of(
          "path",
          List.of("file_name", "filename", "file_path", "filepath", "image_path", "file", "image"),
          "label",
          List.of("class", "category"),
          "split",
          List.of("subset", "set"),
          "mask",
          List.of("mask_path"));

  ColumnNames(String[] names) {
    this(Arrays.asList(names));
  }

  /**
   * Finds a column by its name, otherwise by other common names.
   *
   * @throws InvalidSourceException if several columns differ by capitals and spaces only
   */
  Optional<String> find(String wanted) {
    return Stream.concat(
            Stream.of(wanted), SYNONYMS.getOrDefault(plain(wanted), List.of()).stream())
        .flatMap(name -> written(name).stream())
        .findFirst();
  }

  /**
   * Finds a column by this name only.
   *
   * @throws InvalidSourceException if several columns differ by capitals and spaces only
   */
  Optional<String> written(String wanted) {
    List<String> found = names.stream().filter(name -> plain(name).equals(plain(wanted))).toList();
    if (found.size() > 1) {
      throw new InvalidSourceException(
          "columns "
              + String.join(", ", found)
              + " differ only in case and spaces; rename all but one");
    }
    return found.stream().findFirst();
  }

  /** Says which column is used for something optional. */
  String use(String what, String key, String wanted) {
    return use(what, key, wanted, "no " + what);
  }

  /** Says which column is used for something, or what is used instead where there is none. */
  String use(String what, String key, String wanted, String instead) {
    return find(wanted)
        .map(column -> what + " from column " + column.trim())
        .orElse(instead + ": no column " + wanted + " (" + key + ")");
  }

  /** The first few names, for a message. */
  @Override
  public String toString() {
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " others" : shown;
  }

  /**
   * The columns that hold factors: the given ones, or those named {@code factor_...} if none is
   * given.
   */
  List<String> factors(List<String> wanted) {
    return wanted.isEmpty()
        ? names.stream().filter(name -> plain(name).startsWith(FACTOR_PREFIX)).toList()
        : wanted;
  }

  /** Says which columns are used for factors. */
  String useFactors(List<String> wanted) {
    List<String> factors = factors(wanted);
    return factors.isEmpty()
        ? "no factors: no column begins with factor_ (data.factor-columns)"
        : "factors from columns " + String.join(", ", factors);
  }

  /** The name of the factor that a column holds. */
  static String factor(String column) {
    String name = column.strip();
    return plain(name).startsWith(FACTOR_PREFIX) ? name.substring(FACTOR_PREFIX.length()) : name;
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
