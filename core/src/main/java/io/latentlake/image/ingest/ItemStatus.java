package io.latentlake.image.ingest;

/** What an item is to the ingest before. */
final class ItemStatus {
  static final String COLUMN = "status";

  /** It was not there. */
  static final String ADDED = "added";

  /** It is another file, or to be made into another image. */
  static final String CHANGED = "changed";

  /** Its row can be copied. */
  static final String UNCHANGED = "unchanged";

  /** It was rejected, and is tried again. */
  static final String RETRIED = "retried";

  /** It is rejected unread. */
  static final String FAULTY = "faulty";

  private ItemStatus() {}
}
