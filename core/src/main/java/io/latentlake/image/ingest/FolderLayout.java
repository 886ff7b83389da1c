package io.latentlake.image.ingest;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the place of a file in a tree says: {@code [SPLIT/][LABEL/]...NAME}, with masks under {@code
 * ground_truth/LABEL/NAME_mask.ENDING}.
 *
 * @param split split that the first folder names
 * @param label the folder below the split, or the first one
 * @param mask whether the file is a mask
 * @param maskKey what a mask and its image have in common; empty where no mask can be
 */
record FolderLayout(
    Optional<String> split, Optional<String> label, boolean mask, Optional<String> maskKey)
    implements Serializable {
  static final String GROUND_TRUTH = "ground_truth";

  private static final String MASK_SUFFIX = "_mask";

  static FolderLayout of(String relativePath) {
    List<String> parts = Arrays.asList(relativePath.split("/"));
    boolean nested = parts.size() > 1;
    if (nested && parts.get(0).equals(GROUND_TRUTH)) {
      String key = stem(join(parts.subList(1, parts.size())));
      if (key.endsWith(MASK_SUFFIX)) {
        key = key.substring(0, key.length() - MASK_SUFFIX.length());
      }
      return new FolderLayout(Optional.empty(), Optional.empty(), true, Optional.of(key));
    }
    Optional<String> split = nested ? Splits.of(parts.get(0)) : Optional.empty();
    List<String> rest = split.isPresent() ? parts.subList(1, parts.size()) : parts;
    Optional<String> label = rest.size() > 1 ? Optional.of(rest.get(0)) : Optional.empty();
    boolean canHaveMask = split.isEmpty() || split.get().equals(Splits.TEST);
    return new FolderLayout(
        split, label, false, canHaveMask ? Optional.of(stem(join(rest))) : Optional.empty());
  }

  static String ending(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1) : "";
  }

  private static String stem(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
  }

  private static String join(List<String> parts) {
    return String.join("/", parts);
  }
}
