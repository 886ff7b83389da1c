package io.latentlake.image;

import io.latentlake.table.RejectReason;

/** An input item is not a usable image; reason and detail go to table {@code rejects}. */
public final class ImageRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  /**
   * Rejects an item.
   *
   * @param reason why
   * @param detail what was found, for a reader
   */
  public ImageRejectedException(RejectReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /**
   * Why the item was rejected.
   *
   * @return the reason
   */
  public RejectReason reason() {
    return reason;
  }
}
