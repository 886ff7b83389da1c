package io.latentlake.image.ingest;

/** How an item compares with the previous ingest. */
final class ItemStatus {
  static final String COLUMN = "status";

  /** It was not there. */
  static final String ADDED = "added";

  /** Its file or the options for it have changed. */
  static final String CHANGED = "changed";

  /** Its row can be copied. */
  static final String UNCHANGED = "unchanged";

  /** It was rejected, and is tried again. */
  static final String RETRIED = "retried";

  /** It is rejected unread. */
  static final String FAULTY = "faulty";

  private ItemStatus() {}
}
