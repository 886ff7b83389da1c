package io.latentlake.infer;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Turns rows into others, some of them at a time. */
abstract class BatchedRows implements Iterator<Row> {
  private final Iterator<Row> from;
  private Iterator<Row> ready = Collections.emptyIterator();

  BatchedRows(Iterator<Row> from) {
    this.from = from;
  }

  /**
   * Makes the next rows.
   *
   * @param rows what is left, at least one; the next batch is taken off
   * @return what it becomes; may be empty
   */
  abstract List<Row> next(Iterator<Row> rows);

  @Override
  public final boolean hasNext() {
    while (!ready.hasNext() && from.hasNext()) {
      ready = next(from).iterator();
    }
    return ready.hasNext();
  }

  @Override
  public final Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }
}
