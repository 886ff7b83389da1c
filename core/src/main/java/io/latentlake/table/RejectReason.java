package io.latentlake.table;

import java.util.Arrays;
import java.util.Locale;

/** Why an input item is no usable image: the whole vocabulary of {@code rejects.reason}. */
public enum RejectReason {
  /** It holds no bytes. */
  EMPTY,
  /** It is longer than {@code data.max-bytes}; it was not read. */
  TOO_MANY_BYTES,
  /** Its header claims more pixels than {@code data.max-pixels}; it was not decoded. */
  TOO_MANY_PIXELS,
  /** Its file name ending is not among {@code data.extensions}; it was not read. */
  OTHER_FILE_TYPE,
  /** Its first bytes are those of no image format known here. */
  NOT_AN_IMAGE,
  /** It is an image of a kind that is not decoded here, such as floating point samples. */
  UNSUPPORTED,
  /** It begins as an image and is broken or cut off. */
  CORRUPT,
  /** It is named by a manifest and does not exist. */
  MISSING,
  /** The file system refuses to hand it out. */
  UNREADABLE,
  /** Its ground truth mask cannot be read or has another size. */
  BAD_MASK,
  /** It is a ground truth mask that belongs to no image. */
  MASK_WITHOUT_IMAGE,
  /** Another item came first with the same image id. */
  DUPLICATE_ID,
  /** Its split is none of train, validation and test. */
  UNKNOWN_SPLIT,
  /** A factor of it is no number. */
  BAD_FACTOR,
  /** An operating system or a program left it among the images; it was not read. */
  SYSTEM_FILE,
  /** It was forgotten by its id; it was not read. */
  FORGOTTEN;

  /**
   * The reason as the table spells it.
   *
   * @return lower case with underscores, such as {@code too_many_pixels}
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The reason that a table's text stands for.
   *
   * @param text as {@link #text()} gives it
   * @return the reason
   * @throws IllegalArgumentException if the text is not in the vocabulary
   */
  public static RejectReason of(String text) {
    return Arrays.stream(values())
        .filter(reason -> reason.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "reject reason is "
                        + text
                        + "; allowed are "
                        + String.join(
                            ", ", Arrays.stream(values()).map(RejectReason::text).toList())));
  }
}
