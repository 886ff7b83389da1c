package io.latentlake.image.ingest;

import io.latentlake.image.DataOptions;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Counts how the files of a tree are interpreted; the order of adding does not matter. */
final class FolderStructure implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Above this many groups labels are joined, because the driver has to hold them. */
  private static final int MOST_GROUPS = 5_000;

  private static final int LISTED = 20;
  private static final String ANY_LABEL = "(many labels)";
  private static final String UNNAMED = "(no split named)";

  /** How a file is interpreted. */
  enum Kind {
    IMAGE,
    MASK,
    /** Left by an operating system or a program. */
    SYSTEM,
    OTHER
  }

  private record Group(
      String images, String within, String category, String split, String label, Kind kind)
      implements Serializable {
    /** Whether no folder above it is recognised. */
    boolean loose() {
      return category.isEmpty() && label.isEmpty();
    }

    /** The folder that sets it apart from others. */
    String folder() {
      return category.isEmpty() ? label : category;
    }

    Group withoutLabel() {
      // With many groups, the folders above folders of images are joined, too
      return new Group(
          within.isEmpty() ? images : "",
          "",
          category,
          split,
          label.isEmpty() ? "" : ANY_LABEL,
          kind);
    }

    /** The folder of images that contains it. */
    Group place() {
      return new Group(images, within, "", split, "", kind);
    }

    /** Whether it is beside the folder of images that contains the other. */
    boolean beside(Group other) {
      boolean further =
          images.isEmpty() ? !other.images.isEmpty() : other.images.startsWith(images + "/");
      return further
          && (split.isEmpty() || split.equals(other.split))
          && (other.within.isEmpty()
              || folder().equals(other.within)
              || folder().startsWith(other.within + "/"));
    }
  }

  private final Map<Group, Long> counts = new HashMap<>();
  private boolean manyLabels;
  private long metadata;
  private long undescribed;

  private final TreeSet<String> manifests = new TreeSet<>();

  private final TreeSet<String> systemFiles = new TreeSet<>();

  /** Names of folders that may hold masks of images in a folder beside them. */
  private final Set<String> masksOf = new TreeSet<>();

  /**
   * Counts a file.
   *
   * @param split the split it belongs to; null if unknown
   * @param label its label, null if it has none
   * @param undescribed whether it is an image that no line of its folder's metadata is about
   */
  FolderStructure add(
      FolderLayout layout, String split, String label, Kind kind, boolean undescribed) {
    if (layout.masksOf().isPresent() && masksOf.size() < MOST_GROUPS) {
      masksOf.add(layout.masksOf().get());
    }
    if (kind == Kind.SYSTEM) {
      systemFiles.add(layout.path());
      keepFirst(systemFiles);
    }
    if (ManifestSource.named(layout.name())) {
      manifests.add(layout.path());
      keepFirst(manifests);
    }
    if (undescribed) {
      this.undescribed++;
    }
    if (FolderMetadata.named(layout.path())) {
      metadata++;
    }
    return add(
        new Group(
            layout.images(),
            layout.within(),
            layout.category(),
            Objects.requireNonNullElse(split, ""),
            Objects.requireNonNullElse(label, ""),
            kind),
        1);
  }

  FolderStructure merge(FolderStructure other) {
    metadata += other.metadata;
    undescribed += other.undescribed;
    masksOf.addAll(other.masksOf);
    manifests.addAll(other.manifests);
    keepFirst(manifests);
    systemFiles.addAll(other.systemFiles);
    keepFirst(systemFiles);
    other.counts.forEach(this::add);
    return this;
  }

  private static void keepFirst(TreeSet<String> names) {
    while (names.size() > MOST_GROUPS) {
      names.pollLast();
    }
  }

  private FolderStructure add(Group group, long count) {
    counts.merge(manyLabels ? group.withoutLabel() : group, count, Long::sum);
    if (counts.size() > MOST_GROUPS && !manyLabels) {
      manyLabels = true;
      Map<Group, Long> before = Map.copyOf(counts);
      counts.clear();
      before.forEach((each, sum) -> counts.merge(each.withoutLabel(), sum, Long::sum));
    }
    return this;
  }

  /** How many files are named like metadata. */
  long metadata() {
    return metadata;
  }

  /**
   * Finds folders that hold masks although their names alone do not say so: {@code bottle_mask}
   * beside {@code bottle} or {@code images}.
   *
   * @return their names, with the folder that the masks belong to; empty where that is one of
   *     images
   */
  Map<String, String> foldersOfMasks() {
    Set<String> labels = new HashSet<>();
    images().forEach(group -> labels.add(group.label()));
    Set<String> beside = besideImages();
    Map<String, String> found = new TreeMap<>();
    for (String folder : masksOf) {
      String owner = FolderLayout.owner(folder);
      if (labels.contains(owner)) {
        found.put(folder, owner);
      } else if (beside.contains(folder)) {
        found.put(folder, "");
      }
    }
    return found;
  }

  private Stream<Group> images() {
    return counts.keySet().stream().filter(group -> group.kind() == Kind.IMAGE);
  }

  /** Folders of pictures beside those of images. */
  private Set<String> besideImages() {
    List<Group> within = images().map(Group::place).distinct().toList();
    Set<String> found = new TreeSet<>();
    images()
        .filter(group -> !group.loose())
        .filter(group -> within.stream().anyMatch(group::beside))
        .forEach(group -> found.add(group.folder()));
    return found;
  }

  boolean masks() {
    return counts.keySet().stream().anyMatch(group -> group.kind() == Kind.MASK);
  }

  /**
   * Refuses a tree that could be interpreted in more than one way.
   *
   * @param tree what {@code data.path} names
   * @param options say which split images without one belong to, and whether the tree is wanted
   *     where there are manifests
   * @throws InvalidSourceException if it holds several data sets, manifests, or folders beside
   *     those of images and splits that are neither
   */
  void requireClear(ImageTree tree, DataOptions options) {
    if (!manifests.isEmpty() && !options.format().equals("folder")) {
      throw new InvalidSourceException(
          "data.path is "
              + tree.root()
              + (manifests.size() == 1
                  ? ", which has a manifest in a folder below"
                  : ", which holds several data sets, each with a manifest")
              + ": "
              + tree.first()
              + "point data.path at "
              + (manifests.size() == 1 ? "" : "one of ")
              + listed(manifests)
              + "; or set data.format to folder to read the folders without");
    }
    Set<String> beside = besideImages();
    if (!beside.isEmpty()) {
      throw new InvalidSourceException(
          "data.path is "
              + tree.root()
              + ", where beside folders of images there are other folders of pictures: "
              + listed(beside)
              + ". If these are masks, rename the folder to masks; otherwise "
              + tree.first()
              + "point data.path at the images only, or move the other folders");
    }
    Set<String> categories = new TreeSet<>();
    Set<String> splits = new TreeSet<>();
    Set<String> strays = new TreeSet<>();
    for (Group group : counts.keySet()) {
      if (group.kind() == Kind.IMAGE) {
        // Images directly in the top folder belong to none
        if (!group.category().isEmpty() || !group.label().isEmpty() || !group.split().isEmpty()) {
          categories.add(group.category());
        }
        if (!group.split().isEmpty()) {
          splits.add(group.split());
        } else if (!group.label().isEmpty()) {
          strays.add(group.label());
        }
      }
    }
    if (categories.size() > 1) {
      categories.remove("");
      throw new InvalidSourceException(
          "data.path is "
              + tree.root()
              + ", which holds several data sets, each with splits, images or masks of its own: "
              + tree.first()
              + "point data.path at one of "
              + listed(categories));
    }
    if (!splits.isEmpty() && !strays.isEmpty() && options.defaultSplit().isEmpty()) {
      throw new InvalidSourceException(
          "data.path is "
              + tree.root()
              + ", where beside the folders of splits there are image folders that name no split: "
              + listed(strays)
              + "; splits are "
              + Splits.KNOWN
              + ". Rename or move them, or set data.default-split to say which split they are");
    }
  }

  /** A tree of splits and labels with the number of files, a line each. */
  List<String> lines() {
    Map<String, Map<String, Long>> images = new TreeMap<>();
    long masks = 0;
    long others = 0;
    long system = 0;
    for (Map.Entry<Group, Long> entry : counts.entrySet()) {
      Group group = entry.getKey();
      if (group.kind() == Kind.IMAGE) {
        String split = group.split().isEmpty() ? UNNAMED : group.split();
        String label = group.label().isEmpty() ? "(no label)" : group.label();
        images
            .computeIfAbsent(split, any -> new TreeMap<>())
            .merge(label, entry.getValue(), Long::sum);
      } else if (group.kind() == Kind.MASK) {
        masks += entry.getValue();
      } else if (group.kind() == Kind.SYSTEM) {
        system += entry.getValue();
      } else {
        others += entry.getValue();
      }
    }
    List<String> lines = new ArrayList<>();
    images.forEach(
        (split, labels) -> {
          long sum = labels.values().stream().mapToLong(Long::longValue).sum();
          lines.add(split + "  " + counted(sum, "image"));
          labels.entrySet().stream()
              .limit(LISTED)
              .forEach(label -> lines.add("  " + label.getKey() + "  " + number(label.getValue())));
          if (labels.size() > LISTED) {
            lines.add("  and " + number(labels.size() - LISTED) + " more labels");
          }
        });
    if (masks > 0) {
      lines.add("masks  " + counted(masks, "file"));
    }
    if (undescribed > 0) {
      lines.add("without a line of metadata  " + counted(undescribed, "image"));
    }
    if (others > 0) {
      lines.add("no images  " + counted(others, "file"));
    }
    if (system > 0) {
      lines.add("system files  " + number(system) + ": " + listed(systemFiles));
    }
    return lines;
  }

  private static String listed(Set<String> names) {
    List<String> first = names.stream().limit(LISTED).toList();
    return String.join(", ", first)
        + (names.size() > first.size() ? " and " + (names.size() - first.size()) + " more" : "");
  }

  private static String counted(long count, String what) {
    return number(count) + " " + what + (count == 1 ? "" : "s");
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
