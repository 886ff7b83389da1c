package io.latentlake.jobs;

import io.latentlake.config.Options;
import io.latentlake.config.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Formats configuration keys for a terminal or a page of documentation. */
final class KeyTable {
  private static final String BEGIN = "<!-- keys: written by `latentlake config --markdown` -->";
  private static final String END = "<!-- end of keys -->";

  private KeyTable() {}

  /** One line per key, in columns. */
  static List<String> text(List<Setting> settings) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"KEY", "VALUE", "UNIT", "DEFAULT", "FROM", "MEANING"});
    for (Setting key : settings) {
      rows.add(
          new String[] {
            key.path(),
            shown(key.value()),
            key.unit(),
            shown(key.defaultValue()),
            key.origin(),
            key.meaning()
          });
    }
    int[] widths = new int[rows.get(0).length - 1];
    for (String[] row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    return rows.stream().map(row -> aligned(row, widths)).toList();
  }

  private static String aligned(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(row[column]).append(" ".repeat(widths[column] - row[column].length() + 2));
    }
    return line.append(row[widths.length]).toString();
  }

  private static String shown(String value) {
    return value.isEmpty() ? "-" : value;
  }

  /** Every key as a Markdown table. */
  static String markdown() {
    StringBuilder table = new StringBuilder();
    table.append("| key | default | unit | takes | meaning |\n|---|---|---|---|---|\n");
    for (Setting key : Options.describe(PipelineOptions.class)) {
      String value = key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "`";
      String example = key.example().isEmpty() ? "" : " (such as `" + key.example() + "`)";
      List<String> cells =
          Arrays.asList(
              "`" + key.path() + "`", value, key.unit(), key.allowed(), key.meaning() + example);
      table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    return table.toString();
  }

  /**
   * Puts the table into a page: between its two marks if it has them, otherwise at its end.
   *
   * @param page Markdown, which may be empty
   */
  static String inserted(String page) {
    String block = BEGIN + "\n" + markdown() + END;
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin >= 0 && end > begin) {
      return page.substring(0, begin) + block + page.substring(end + END.length());
    }
    return page + (page.isEmpty() || page.endsWith("\n") ? "" : "\n") + block + "\n";
  }
}
