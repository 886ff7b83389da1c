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
   * Gives each minibatch, at once or in parts, its images as the model sees them and told their
   * labels; arrays it makes live as long as a call.
   */
  void forEach(Iterator<Minibatch> part, BiConsumer<InferenceModel, ImageReader.Images> consumer) {
    NativeThreads.limitToTask();
    try (InferenceModel inference = model.getValue().inferenceModel()) {
      while (part.hasNext()) {
        ImageReader.Images read = images.inFileOrder(part.next());
        int count = read.pixels().length;
        int most = Math.min(count, inference.mostImages());
        for (int first = 0; first < count; first += most) {
          give(inference, read.some(first, Math.min(count, first + most)), consumer);
        }
      }
    }
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static void give(
      InferenceModel inference,
      ImageReader.Images stored,
      BiConsumer<InferenceModel, ImageReader.Images> consumer) {
    inference.given(stored.labels());
    try (MemoryWorkspace scope = inference.scope()) {
      consumer.accept(
          inference,
          new ImageReader.Images(
              stored.imageIds(),
              stored.labels(),
              inference.seen(stored.imageIds(), stored.pixels())));
    }
  }
}
