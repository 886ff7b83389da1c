package io.latentlake.table;

import java.util.Arrays;
import java.util.Locale;

/** Why an input item is not a usable image: the vocabulary of {@code rejects.reason}. */
public enum RejectReason {
  /** It holds no bytes. */
  EMPTY,
  /** It is longer than {@code data.max-bytes}; it was not read. */
  TOO_MANY_BYTES,
  /** Its header claims more pixels than {@code data.max-pixels}; it was not decoded. */
  TOO_MANY_PIXELS,
  /** Its file name ending is not among {@code data.extensions}; it was not read. */
  OTHER_FILE_TYPE,
  /** Its first bytes match no supported image format. */
  NOT_AN_IMAGE,
  /** It is an image of an unsupported kind, such as floating point samples. */
  UNSUPPORTED,
  /** It begins like an image but is broken or cut off. */
  CORRUPT,
  /** A manifest names it, but it does not exist. */
  MISSING,
  /** The file system does not allow reading it. */
  UNREADABLE,
  /** Its ground truth mask cannot be read or has another size. */
  BAD_MASK,
  /** It is a ground truth mask that belongs to no image. */
  MASK_WITHOUT_IMAGE,
  /** Another item came first with the same image id. */
  DUPLICATE_ID,
  /** Its split is not train, validation or test. */
  UNKNOWN_SPLIT,
  /** One of its factors is not a number. */
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
   * Parses the reason.
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
