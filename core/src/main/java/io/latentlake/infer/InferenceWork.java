package io.latentlake.infer;

import io.latentlake.model.InferenceModel;
import io.latentlake.observe.ImageWork;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Describes what a pass computes for each image; sent to the executors. */
interface InferenceWork extends Serializable {
  /** Columns of the result. */
  StructType schema();

  /** Its kind for metrics. */
  ImageWork counted();

  /** Images in a minibatch. */
  int minibatch();

  /** Creates the work of one task. */
  Task open(InferenceModel model);

  /** The work of one task, for one thread. */
  interface Task {
    /** Gives one row per image, in order. */
    List<Row> rows(ImageMinibatch images);
  }
}
