package io.latentlake.image.ingest;

import static java.util.stream.Collectors.joining;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Role, split and label of a file, from its path in a tree. Folders that name a split, hold masks,
 * or are called images or data are recognised at any depth, in upper or lower case. The first other
 * folder below these is the label.
 *
 * @param path path of the file below the root
 * @param images the folders called images or data above it, one below the other; empty if none
 * @param within the other folders above the last of these
 * @param masksOf name of a folder that may hold masks of images in a folder beside it
 * @param category the folders above a split, masks or images, where there is a label below, too
 * @param split split that a folder names
 * @param label the label
 * @param role what the file is
 * @param key what a mask and its image have in common
 * @param imageKey the key it has if it turns out to be an image
 * @param folderKey what a mask and its image have in common where a folder holds the masks of one
 *     image
 */
record FolderLayout(
    String path,
    String images,
    String within,
    Optional<String> masksOf,
    String category,
    Optional<String> split,
    Optional<String> label,
    Role role,
    String key,
    String imageKey,
    Optional<String> folderKey)
    implements Serializable {
  /** What a file is, by its place and name. */
  enum Role {
    IMAGE,
    /** Lies in a folder of masks, or in one of labels and is named like a mask. */
    MASK,
    /** Is named like a mask; it is one if there is an image of the same name without the suffix. */
    NAMED_LIKE_MASK
  }

  private static final Set<String> MASKS =
      Set.of(
          "ground_truth",
          "ground-truth",
          "ground truth",
          "groundtruth",
          "gt",
          "mask",
          "masks",
          "segmentationclass",
          "segmentationclasspng",
          "segmentationobject",
          "segmentationobjectpng");

  private static final Set<String> IMAGES =
      Set.of("images", "image", "imgs", "img", "jpegimages", "data", "dataset");

  private static final Pattern MASK_SUFFIX =
      Pattern.compile("[-_ ](mask|gt|ground_?truth)$", Pattern.CASE_INSENSITIVE);

  /** Folders such as {@code Mask_images}. */
  private static final Pattern MASK_IMAGES =
      Pattern.compile("(gt|masks?|ground[-_ ]?truth)[-_ ]?(images|imgs)");

  /** Names a mask beside its image or in a folder of labels; elsewhere it is part of a name. */
  private static final Pattern LABEL_SUFFIX =
      Pattern.compile("(?<=.)[-_ ]label$", Pattern.CASE_INSENSITIVE);

  /** A folder whose files named like masks are those of the images in the folder above. */
  private static final Set<String> LABELS = Set.of("label", "labels");

  /**
   * As in {@code test_gt} or {@code annotations_masks}; a class is called {@code without_masks}.
   */
  private static final Pattern MASKS_OF =
      Pattern.compile(
          "(?<!\\bwith)(?<!\\bwithout)(?<!\\bno)[-_ ](gt|masks?|ground[-_ ]?truth)$",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern ONE_MASK = Pattern.compile("mask$", Pattern.CASE_INSENSITIVE);

  /** The layout of a file by the names of its folders only. */
  static FolderLayout of(String relativePath) {
    return of(relativePath, Map.of());
  }

  /**
   * The layout of a file.
   *
   * @param folders names that, in this tree, are those of masks, with the folder beside them that
   *     the masks belong to; empty where that is one of images
   */
  static FolderLayout of(String relativePath, Map<String, String> folders) {
    List<String> parts = Arrays.asList(relativePath.split("/"));
    List<String> above = new ArrayList<>();
    List<String> below = new ArrayList<>();
    Optional<String> split = Optional.empty();
    Optional<String> masksOf = Optional.empty();
    String images = "";
    String within = "";
    boolean mask = false;
    String stem = stem(parts.get(parts.size() - 1));
    boolean labelled = LABEL_SUFFIX.matcher(stem).find();
    for (int i = 0; i < parts.size() - 1; i++) {
      String folder = parts.get(i);
      String owner = owner(folder);
      if (split.isEmpty()) {
        split = Splits.of(owner);
      }
      if (masksOf.isEmpty() && !owner.equals(folder) && !ofKnown(owner)) {
        masksOf = Optional.of(folder);
      }
      if (isImages(folder)) {
        within = Stream.concat(above.stream(), below.stream()).collect(joining("/"));
        images += (images.isEmpty() ? "" : "/") + folder.toLowerCase(Locale.ROOT);
      }
      boolean masks = isMasks(folder) || folders.containsKey(folder);
      labelled &= !masks;
      boolean ofLabels = labelled && i == parts.size() - 2 && LABELS.contains(plain(folder));
      mask |= masks || ofLabels;
      String meant = folders.getOrDefault(folder, isKnown(folder) || ofLabels ? "" : folder);
      if (meant.isEmpty()) {
        above.addAll(below);
        below.clear();
      } else {
        below.add(meant);
      }
    }
    String bare = (labelled ? LABEL_SUFFIX : MASK_SUFFIX).matcher(stem).replaceFirst("");
    boolean named = !bare.equals(stem) && !bare.isEmpty();
    Role role = mask ? Role.MASK : named ? Role.NAMED_LIKE_MASK : Role.IMAGE;
    Optional<String> label =
        !below.isEmpty()
            ? Optional.of(below.get(0))
            : above.isEmpty() ? Optional.empty() : Optional.of(above.get(above.size() - 1));
    List<String> path = new ArrayList<>(above);
    path.addAll(below);
    // Masks without a split folder belong to the test images.
    path.add(0, split.orElse(Splits.TEST));
    String folder = String.join("/", path);
    return new FolderLayout(
        relativePath,
        images,
        within,
        masksOf,
        below.isEmpty() ? "" : String.join("/", above),
        split,
        label,
        role,
        folder + "/" + (role == Role.IMAGE ? stem : bare),
        folder + "/" + stem,
        mask && !below.isEmpty() ? Optional.of(folder) : Optional.empty());
  }

  /** The name of the file. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a folder name describes the kind of content, not a label. */
  static boolean isKnown(String folder) {
    return isMasks(folder) || isImages(folder) || Splits.of(folder).isPresent();
  }

  /** Of a name like {@code bottle_masks} the part in front; the name itself if it is another. */
  static String owner(String folder) {
    return MASKS_OF.matcher(folder).replaceFirst("");
  }

  /**
   * A class may be called {@code surgical_mask}, so the name alone does not make it a folder of
   * masks.
   */
  private static boolean isMasks(String folder) {
    String owner = owner(folder);
    return MASKS.contains(plain(folder))
        || MASK_IMAGES.matcher(plain(folder)).matches()
        || !owner.equals(folder) && (ofKnown(owner) || !ONE_MASK.matcher(folder).find());
  }

  private static boolean ofKnown(String owner) {
    return owner.isBlank() || Splits.of(owner).isPresent() || isImages(owner);
  }

  private static boolean isImages(String folder) {
    return IMAGES.contains(plain(folder));
  }

  private static String plain(String folder) {
    return folder.trim().toLowerCase(Locale.ROOT);
  }

  static String ending(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1) : "";
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
