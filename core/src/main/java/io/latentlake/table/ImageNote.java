package io.latentlake.table;

import java.util.Locale;

/** Remarks on an image: the vocabulary of {@code images.notes}. */
public enum ImageNote {
  /** It was scaled by the range of its file, and uses no more than an eighth of it. */
  RANGE_UNUSED,
  /** Its file is damaged; the decoded part is used. */
  DAMAGED,
  /** It is in colour and was converted to grey, like the whole image set. */
  COLOR_DROPPED,
  /** A mask of it had another size and was resized. */
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
