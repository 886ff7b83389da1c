package io.latentlake.train;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.BiConsumer;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/**
 * A model and the images it is shown, for a task on an executor.
 *
 * @param images reads the images
 * @param model the model
 */
record ModelTask(ImageReader images, Broadcast<ModelPackage> model) implements Serializable {
  /** Images of a minibatch. What a model makes of an image does not depend on it. */
  static final int MINIBATCH = 128;

  private static final int MINIBATCHES_A_TASK = 16;

  /** How many tasks some minibatches are worth. */
  static int tasks(int minibatches) {
    return (minibatches + MINIBATCHES_A_TASK - 1) / MINIBATCHES_A_TASK;
  }

  /**
   * Gives each minibatch, its images as the model sees them and told their labels; arrays it makes
   * live as long as a call.
   */
  @SuppressWarnings("try") // the scope is there to be closed
  void forEach(Iterator<Minibatch> part, BiConsumer<InferenceModel, ImageReader.Images> consumer) {
    NativeThreads.limitToTask();
    try (InferenceModel inference = model.getValue().inferenceModel()) {
      while (part.hasNext()) {
        ImageReader.Images stored = images.inFileOrder(part.next());
        ImageReader.Images read =
            new ImageReader.Images(
                stored.imageIds(),
                stored.labels(),
                inference.seen(stored.imageIds(), stored.pixels()));
        inference.given(read.labels());
        try (MemoryWorkspace scope = inference.scope()) {
          consumer.accept(inference, read);
        }
      }
    }
  }
}
