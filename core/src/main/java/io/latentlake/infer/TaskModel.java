package io.latentlake.infer;

import io.latentlake.backend.TaskBackend;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** A model that belongs to a task. */
final class TaskModel {
  private TaskModel() {}

  /** Creates a model for this task, which is closed when the task ends. */
  static InferenceModel open(ModelPackage model) {
    TaskBackend.prepare();
    InferenceModel inference = model.inferenceModel();
    TaskCompletionListener close = context -> inference.close();
    TaskContext.get().addTaskCompletionListener(close);
    return inference;
  }
}
