package io.latentlake.train;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Posterior;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A forward pass over a split, on the executors, with the model's inference form. */
final class Evaluation implements FlatMapFunction<Iterator<Minibatch>, Evaluation.Part> {
  private static final long serialVersionUID = 1L;

  /** Evaluation reads with minibatches of its own size: its result does not depend on it. */
  static final int MINIBATCH = 128;

  private static final int MINIBATCHES_PER_TASK = 16;

  /**
   * What is known of some images.
   *
   * @param losses loss terms at the posterior mean; beta counts as 1
   * @param anomalyScores an image's reconstruction error or, of a VAE, negative ELBO in nats
   */
  record Part(LossSums losses, double[] anomalyScores) implements Serializable {}

  private final ImageReader images;
  private final Broadcast<ModelPackage> model;

  private Evaluation(ImageReader images, Broadcast<ModelPackage> model) {
    this.images = images;
    this.model = model;
  }

  /**
   * Evaluates a model.
   *
   * @param spark where the executors are
   * @param images reads the images
   * @param groups row groups of the split
   * @param model the model
   * @return losses and scores of the whole split, in the order of the files
   */
  static Part of(
      JavaSparkContext spark, ImageReader images, List<RowGroup> groups, ModelPackage model) {
    List<Minibatch> minibatches = EpochPlan.cut(groups, MINIBATCH, 0);
    int tasks = (minibatches.size() + MINIBATCHES_PER_TASK - 1) / MINIBATCHES_PER_TASK;
    Broadcast<ModelPackage> broadcast = spark.broadcast(model);
    try {
      List<Part> parts =
          spark
              .parallelize(minibatches, tasks)
              .mapPartitions(new Evaluation(images, broadcast))
              .collect();
      return new Part(
          parts.stream().map(Part::losses).reduce(LossSums.NONE, LossSums::plus),
          parts.stream().flatMapToDouble(part -> DoubleStream.of(part.anomalyScores())).toArray());
    } finally {
      broadcast.destroy();
    }
  }

  @Override
  public Iterator<Part> call(Iterator<Minibatch> minibatches) {
    NativeThreads.limitToTask();
    LossSums losses = LossSums.NONE;
    DoubleStream.Builder scores = DoubleStream.builder();
    try (InferenceModel inference = model.getValue().inferenceModel()) {
      while (minibatches.hasNext()) {
        byte[][] pixels = images.inFileOrder(minibatches.next()).pixels();
        Part part = evaluate(inference, pixels);
        losses = losses.plus(part.losses());
        DoubleStream.of(part.anomalyScores()).forEach(scores);
      }
    }
    return List.of(new Part(losses, scores.build().toArray())).iterator();
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static Part evaluate(InferenceModel inference, byte[][] pixels) {
    try (MemoryWorkspace scope = inference.scope()) {
      INDArray x = inference.input(pixels);
      Posterior posterior = inference.encode(x);
      double[] error = inference.reconstructionError(x, inference.decode(posterior.mean()));
      double[] kl =
          inference.variational() ? InferenceModel.klNats(posterior) : new double[error.length];
      double normaliser =
          inference.variational() ? inference.loss().normaliserNats(inference.shape().values()) : 0;
      double[] scores = new double[error.length];
      double errorSum = 0;
      double klSum = 0;
      for (int i = 0; i < scores.length; i++) {
        scores[i] = error[i] + kl[i] + normaliser;
        errorSum += error[i];
        klSum += kl[i];
      }
      return new Part(new LossSums(scores.length, errorSum, klSum, klSum), scores);
    }
  }
}
