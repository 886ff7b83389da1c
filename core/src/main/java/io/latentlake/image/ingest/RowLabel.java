package io.latentlake.image.ingest;

import java.io.Serializable;
import java.util.List;

/**
 * How the label of a row is read.
 *
 * @param classNames names of the labels, where labels are numbers
 * @param numbered whether the column holds numbers
 * @param fromFolder whether the folder of the image is its label where the column names none
 */
record RowLabel(List<String> classNames, boolean numbered, boolean fromFolder)
    implements Serializable {
  /**
   * The label.
   *
   * @param text of the column; null if there is none
   * @param file path of the image; null if it has none
   * @return null if the image has no label
   */
  String of(String text, String file) {
    if (text == null) {
      return fromFolder ? folderOf(file) : null;
    }
    if (!numbered) {
      return text.isEmpty() ? null : text;
    }
    try {
      int number = Integer.parseInt(text);
      if (number < 0) {
        // Public hubs use this for images whose label is secret.
        return null;
      }
      return number < classNames.size() ? classNames.get(number) : text;
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** The class folder: the one above the file, unless that names a split. */
  private static String folderOf(String file) {
    if (file == null) {
      return null;
    }
    String[] parts = file.split("/");
    if (parts.length < 2 || Splits.of(parts[parts.length - 2]).isPresent()) {
      return null;
    }
    String folder = parts[parts.length - 2];
    return folder.isEmpty() || folder.endsWith(":") ? null : folder;
  }
}
