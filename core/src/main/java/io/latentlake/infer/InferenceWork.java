package io.latentlake.infer;

import io.latentlake.model.InferenceModel;
import io.latentlake.observe.ImageWork;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** What is computed for each image in a pass; sent to the executors as a description. */
interface InferenceWork extends Serializable {
  /** Columns of the rows it gives. */
  StructType schema();

  /** What it is counted as. */
  ImageWork counted();

  /** Images in a minibatch. */
  int minibatch();

  /** Makes ready for one task. */
  Task open(InferenceModel model);

  /** The work of one task, done by one thread. */
  interface Task {
    /** Gives one row per image, in order. */
    List<Row> rows(ImageMinibatch images);
  }
}
