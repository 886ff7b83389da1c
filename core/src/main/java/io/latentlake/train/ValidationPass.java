package io.latentlake.train;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Posterior;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A forward pass over a split, on the executors, with the model's inference form. To be closed when
 * what it gave has been used.
 */
final class ValidationPass implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  /** It reads with minibatches of its own size: its result does not depend on it. */
  static final int MINIBATCH = 128;

  private static final int MINIBATCHES_PER_TASK = 16;

  private final ImageReader images;
  private final Broadcast<ModelPackage> model;
  private final transient JavaRDD<Minibatch> minibatches;

  /**
   * Prepares a pass.
   *
   * @param spark where the executors are
   * @param images reads the images
   * @param groups row groups of the split
   * @param model the model
   */
  ValidationPass(
      JavaSparkContext spark, ImageReader images, List<RowGroup> groups, ModelPackage model) {
    List<Minibatch> all = EpochPlan.cut(groups, MINIBATCH, 0);
    int tasks = (all.size() + MINIBATCHES_PER_TASK - 1) / MINIBATCHES_PER_TASK;
    this.images = images;
    this.model = spark.broadcast(model);
    this.minibatches = spark.parallelize(all, tasks);
  }

  /** Loss terms of the whole split at the posterior mean; beta counts as 1. */
  LossSums losses() {
    return minibatches
        .mapPartitions(
            part -> {
              List<LossSums> sums = new ArrayList<>();
              forEach(part, terms -> sums.add(terms.sums()));
              return List.of(sums.stream().reduce(LossSums.NONE, LossSums::plus)).iterator();
            })
        .collect()
        .stream()
        .reduce(LossSums.NONE, LossSums::plus);
  }

  /**
   * Each image's reconstruction error or, of a VAE, negative ELBO in nats; left on the executors.
   */
  JavaRDD<Double> anomalyScores() {
    return minibatches.mapPartitions(
        part -> {
          List<Double> scores = new ArrayList<>();
          forEach(part, terms -> terms.anomalyScores().forEach(scores::add));
          return scores.iterator();
        });
  }

  @Override
  public void close() {
    model.destroy();
  }

  private void forEach(Iterator<Minibatch> part, Consumer<Terms> consumer) {
    NativeThreads.limitToTask();
    try (InferenceModel inference = model.getValue().inferenceModel()) {
      while (part.hasNext()) {
        consumer.accept(terms(inference, images.inFileOrder(part.next()).pixels()));
      }
    }
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static Terms terms(InferenceModel inference, byte[][] pixels) {
    try (MemoryWorkspace scope = inference.scope()) {
      INDArray x = inference.input(pixels);
      Posterior posterior = inference.encode(x);
      double[] error = inference.reconstructionError(x, inference.decode(posterior.mean()));
      double[] kl =
          inference.variational() ? InferenceModel.klNats(posterior) : new double[error.length];
      double normaliser =
          inference.variational() ? inference.loss().normaliserNats(inference.shape().values()) : 0;
      return new Terms(error, kl, normaliser);
    }
  }

  /**
   * What is known of the images of a minibatch.
   *
   * @param error reconstruction error of each
   * @param kl KL divergence of each, in nats
   * @param normaliser what makes a likelihood of an image's error, in nats
   */
  private record Terms(double[] error, double[] kl, double normaliser) {
    LossSums sums() {
      double errorSum = 0;
      double klSum = 0;
      for (int i = 0; i < error.length; i++) {
        errorSum += error[i];
        klSum += kl[i];
      }
      return new LossSums(error.length, errorSum, klSum, klSum);
    }

    DoubleStream anomalyScores() {
      return IntStream.range(0, error.length).mapToDouble(i -> error[i] + kl[i] + normaliser);
    }
  }
}
