package io.latentlake.image.ingest;

import io.latentlake.table.ImagesTable;
import java.util.Locale;
import java.util.Optional;

/** The names under which splits are recognised. */
final class Splits {
  static final String TRAIN = ImagesTable.TRAIN;
  static final String VALIDATION = ImagesTable.VALIDATION;
  static final String TEST = ImagesTable.TEST;

  private Splits() {}

  /** The split that a folder's or column's value names. */
  static Optional<String> of(String text) {
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case TRAIN -> Optional.of(TRAIN);
      case VALIDATION, "val" -> Optional.of(VALIDATION);
      case TEST -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }

  /** The split that an image's class folder lies in, or the image itself if it has none. */
  static Optional<String> ofImage(String path) {
    String[] parts = path.split("/");
    for (int i = parts.length - 2; i >= Math.max(0, parts.length - 3); i--) {
      Optional<String> split = of(parts[i]);
      if (split.isPresent()) {
        return split;
      }
    }
    return Optional.empty();
  }

  /** The split that a word in the name of a table's file names, or in that of its folder. */
  static Optional<String> ofTableFile(String path) {
    String[] parts = path.split("/");
    for (int i = parts.length - 1; i >= Math.max(0, parts.length - 2); i--) {
      for (String word : parts[i].split("[^A-Za-z]+")) {
        Optional<String> split = of(word);
        if (split.isPresent()) {
          return split;
        }
      }
    }
    return Optional.empty();
  }
}
