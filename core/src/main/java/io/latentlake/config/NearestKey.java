package io.latentlake.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the existing key most similar to a misspelt one. */
final class NearestKey {
  private NearestKey() {}

  /** The valid path most similar to {@code wrong}; empty if none is similar. */
  static Optional<String> of(String wrong, Collection<String> valid) {
    Optional<String> sameName =
        valid.stream().filter(path -> name(path).equals(name(wrong))).findFirst();
    Optional<String> nearest =
        valid.stream().min(Comparator.comparingInt(path -> distance(wrong, path)));
    boolean near = nearest.filter(path -> distance(wrong, path) <= limit(wrong)).isPresent();
    return near ? nearest : sameName;
  }

  private static int limit(String wrong) {
    // Enough for a typing error or a plural, too little for another word
    return Math.max(2, name(wrong).length() / 3);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Levenshtein's distance: insertions, deletions and replacements between two texts. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
