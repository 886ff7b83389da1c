package io.latentlake.table;

import java.util.Locale;

/** What a reader of an image should know of it: the whole vocabulary of {@code images.notes}. */
public enum ImageNote {
  /** It was made by what its file could hold, and uses no more than an eighth of that. */
  RANGE_UNUSED,
  /** Its file is damaged; what could be decoded was taken. */
  DAMAGED,
  /** It is in colour, and was made grey, as the image set is. */
  COLOR_DROPPED,
  /** A mask of it has another size, and was brought to that of the image. */
  MASK_RESIZED;

  /**
   * The note as the table spells it.
   *
   * @return lower case with underscores, such as {@code range_unused}
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
