package io.latentlake.infer;

import io.latentlake.image.ImageShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Turns image rows into result rows, never holding more than one minibatch of either. */
final class MinibatchRows implements Iterator<Row> {
  private final Iterator<Row> images;
  private final ImageShape shape;
  private final int minibatch;
  private final InferenceWork.Task task;
  private Iterator<Row> ready = Collections.emptyIterator();

  MinibatchRows(Iterator<Row> images, ImageShape shape, int minibatch, InferenceWork.Task task) {
    this.images = images;
    this.shape = shape;
    this.minibatch = minibatch;
    this.task = task;
  }

  @Override
  public boolean hasNext() {
    if (!ready.hasNext() && images.hasNext()) {
      ready = nextMinibatch().iterator();
    }
    return ready.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }

  private List<Row> nextMinibatch() {
    List<Row> batch = new ArrayList<>(minibatch);
    while (batch.size() < minibatch && images.hasNext()) {
      batch.add(images.next());
    }
    List<Row> rows = task.rows(ImageMinibatch.of(shape, batch));
    if (rows.size() != batch.size()) {
      throw new IllegalStateException(
          batch.size() + " images gave " + rows.size() + " rows; each must give one");
    }
    return rows;
  }
}
