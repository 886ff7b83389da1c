package io.latentlake.train;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.LossTerm;
import io.latentlake.model.ModelPackage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A forward pass over a split, on the executors, with the model's inference form. To be closed when
 * what it gave has been used.
 */
final class ValidationPass implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final KeyedNoise noise;
  private final ModelTask task;
  private final transient JavaRDD<Minibatch> minibatches;

  /**
   * Prepares a pass.
   *
   * @param spark where the executors are
   * @param images reads the images
   * @param groups row groups of the split
   * @param model the model
   * @param seed of what is done to the images, if the model's training does anything, and of latent
   *     samples
   */
  ValidationPass(
      JavaSparkContext spark,
      ImageReader images,
      List<RowGroup> groups,
      ModelPackage model,
      long seed) {
    List<Minibatch> all = EpochPlan.cut(groups, ModelTask.MINIBATCH, 0);
    this.noise = new KeyedNoise(KeyedNoise.Purpose.VALIDATION, seed);
    this.task = new ModelTask(images, spark.broadcast(model));
    this.minibatches = spark.parallelize(all, ModelTask.tasks(all.size()));
  }

  /**
   * Loss terms of the whole split; each weight counts as 1. Images are shown to the network as
   * training shows them, and a VAE's terms are those of latent samples, as in training: at the
   * posterior mean the loss stops falling long before that of samples does. An image has the same
   * samples in every epoch.
   */
  LossSums losses() {
    return minibatches
        .mapPartitions(
            part -> {
              List<LossSums> sums = new ArrayList<>();
              task.forEach(
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
          task.forEach(part, (model, read) -> anomalyScores(model, read).forEach(scores::add));
          return scores.iterator();
        });
  }

  @Override
  public void close() {
    task.model().destroy();
  }

  private RandomGenerator draws(ImageReader.Images read, int image) {
    return noise.random(read.imageIds()[image], 0);
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

  private static DoubleStream anomalyScores(InferenceModel model, ImageReader.Images read) {
    INDArray x = model.input(read.pixels());
    return Arrays.stream(model.anomalyScore().perImage(model.reconstructions(read.imageIds(), x)));
  }
}
