package io.latentlake.train;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.LossTerm;
import io.latentlake.model.ModelPackage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
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
  private final KeyedNoise corruption;
  private final Broadcast<ModelPackage> model;
  private final transient JavaRDD<Minibatch> minibatches;

  /**
   * Prepares a pass.
   *
   * @param spark where the executors are
   * @param images reads the images
   * @param groups row groups of the split
   * @param model the model
   * @param seed of what is done to the images, if the model's training does anything
   */
  ValidationPass(
      JavaSparkContext spark,
      ImageReader images,
      List<RowGroup> groups,
      ModelPackage model,
      long seed) {
    List<Minibatch> all = EpochPlan.cut(groups, MINIBATCH, 0);
    int tasks = (all.size() + MINIBATCHES_PER_TASK - 1) / MINIBATCHES_PER_TASK;
    this.images = images;
    this.corruption = new KeyedNoise(KeyedNoise.Purpose.VALIDATION, seed);
    this.model = spark.broadcast(model);
    this.minibatches = spark.parallelize(all, tasks);
  }

  /**
   * Loss terms of the whole split at the posterior mean; each weight counts as 1. Images are shown
   * to the network as training shows them.
   */
  LossSums losses() {
    return minibatches
        .mapPartitions(
            part -> {
              List<LossSums> sums = new ArrayList<>();
              forEach(
                  part,
                  (model, read) ->
                      sums.add(sums(model.lossTerms(read.pixels(), image -> draws(read, image)))));
              return List.of(sums.stream().reduce(LossSums.NONE, LossSums::plus)).iterator();
            })
        .collect()
        .stream()
        .reduce(LossSums.NONE, LossSums::plus);
  }

  /** Each image's anomaly score; left on the executors. */
  JavaRDD<Double> anomalyScores() {
    return minibatches.mapPartitions(
        part -> {
          List<Double> scores = new ArrayList<>();
          forEach(
              part,
              (model, read) ->
                  anomalyScores(model, model.input(read.pixels())).forEach(scores::add));
          return scores.iterator();
        });
  }

  @Override
  public void close() {
    model.destroy();
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private void forEach(
      Iterator<Minibatch> part, BiConsumer<InferenceModel, ImageReader.Images> consumer) {
    NativeThreads.limitToTask();
    try (InferenceModel inference = model.getValue().inferenceModel()) {
      while (part.hasNext()) {
        ImageReader.Images read = images.inFileOrder(part.next());
        try (MemoryWorkspace scope = inference.scope()) {
          consumer.accept(inference, read);
        }
      }
    }
  }

  private RandomGenerator draws(ImageReader.Images read, int image) {
    return corruption.random(read.imageIds()[image], 0);
  }

  private static LossSums sums(Map<LossTerm, double[]> terms) {
    Map<String, LossSums.Sum> sums = new LinkedHashMap<>();
    int images = 0;
    for (Map.Entry<LossTerm, double[]> term : terms.entrySet()) {
      double sum = Arrays.stream(term.getValue()).sum();
      sums.put(term.getKey().name(), new LossSums.Sum(sum, sum));
      images = term.getValue().length;
    }
    return new LossSums(images, sums);
  }

  private static DoubleStream anomalyScores(InferenceModel model, INDArray x) {
    return Arrays.stream(model.anomalyScore().perImage(model.reconstructions(x)));
  }
}
