package io.latentlake.image.ingest;

import io.latentlake.table.ImagesTable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names under which splits are recognised, in every kind of source. */
final class Splits {
  static final String TRAIN = ImagesTable.TRAIN;
  static final String VALIDATION = ImagesTable.VALIDATION;
  static final String TEST = ImagesTable.TEST;

  /** The names, for messages. */
  static final String KNOWN =
      "train, training, val, valid, validation, dev, eval, test and testing, also as in train_set or"
          + " test_images";

  /** Where {@link #ofTableFile} looks, for messages. */
  static final String FROM_TABLE_FILES =
      "splits from names of files and of their folders below data.path that end in one";

  /** File names on hubs: {@code valid-00000-of-00001}, with or without a hash after it. */
  private static final Pattern SHARD = Pattern.compile("[-_.]\\d+-of-\\d+([-_.][0-9a-f]+)?$");

  private static final Pattern YEAR = Pattern.compile("[-_ ]?(19|20)\\d\\d$");

  /** What follows a split in names of folders: {@code training_set}, {@code test-images}. */
  private static final Pattern CONTENT =
      Pattern.compile("[-_ ]?(set|images|imgs|data|dataset|split)$");

  private Splits() {}

  /** The split that a whole folder name or column value names. */
  static Optional<String> of(String text) {
    String word = SHARD.matcher(text.trim().toLowerCase(Locale.ROOT)).replaceFirst("");
    String timeless = YEAR.matcher(word).replaceFirst("");
    return switch (CONTENT.matcher(timeless).replaceFirst("")) {
      case "train", "training" -> Optional.of(TRAIN);
      case "validation", "valid", "val", "dev", "eval" -> Optional.of(VALIDATION);
      case "test", "testing" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }

  /** The split above an image's class folder, or above the image if it has none. */
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

  /**
   * The split that the name of a table's file ends in, or that of its folder.
   *
   * @param path path of the file below {@code data.path}; what lies above names no split
   */
  static Optional<String> ofTableFile(String path) {
    String[] parts = path.split("/");
    for (int i = parts.length - 1; i >= Math.max(0, parts.length - 2); i--) {
      String name =
          i == parts.length - 1 ? parts[i].replaceFirst("(\\.[A-Za-z]+)+$", "") : parts[i];
      Optional<String> split = endOf(name);
      if (split.isPresent()) {
        return split;
      }
    }
    return Optional.empty();
  }

  /** The split at the end of a name, after that of a data set: {@code mnist-train}. */
  static Optional<String> endOf(String name) {
    String bare = SHARD.matcher(name).replaceFirst("");
    String[] words = bare.split("[-_.]+");
    return of(bare).or(() -> words.length == 0 ? Optional.empty() : of(words[words.length - 1]));
  }
}
