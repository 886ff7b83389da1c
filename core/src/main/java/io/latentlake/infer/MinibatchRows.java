package io.latentlake.infer;

import io.latentlake.image.ImageShape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/** Turns image rows into result rows, never holding more than one minibatch of either. */
final class MinibatchRows extends BatchedRows {
  private final ImageShape shape;
  private final int minibatch;
  private final InferenceWork.Task task;

  MinibatchRows(Iterator<Row> images, ImageShape shape, int minibatch, InferenceWork.Task task) {
    super(images);
    this.shape = shape;
    this.minibatch = minibatch;
    this.task = task;
  }

  @Override
  List<Row> next(Iterator<Row> images) {
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
