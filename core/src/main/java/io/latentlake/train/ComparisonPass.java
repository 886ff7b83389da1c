package io.latentlake.train;

import io.latentlake.image.defect.DrawnDefects;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreComparison;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares anomaly scores on validation images and on the same images with defects drawn onto them,
 * in one pass on the executors. An AUROC is known to a few thousandths from two thousand images, so
 * that there need not be more.
 *
 * @param task the model, and how its images are read
 * @param scores what is compared
 * @param noise decides what is drawn onto an image
 */
record ComparisonPass(ModelTask task, List<AnomalyScore> scores, KeyedNoise noise)
    implements Serializable {
  /** The most images that are worth looking at. */
  static final int MOST_IMAGES = 2048;

  /**
   * Scores of images by the scores compared, {@code [score][image]}.
   *
   * @param normal of the images as they are
   * @param defective of the images with defects
   */
  private record Scored(double[][] normal, double[][] defective) implements Serializable {}

  /**
   * Compares.
   *
   * @param spark where the executors are
   * @param reader reads the images
   * @param groups row groups of the validation images, at least one
   * @param images of how many at most; at least a minibatch is taken
   * @param model the model, with what the scores had to learn
   * @param scores what is compared
   * @param seed of what is drawn
   * @return the figures, except of scores that are no number for some image
   */
  static ScoreComparison of(
      JavaSparkContext spark,
      ImageReader reader,
      List<RowGroup> groups,
      long images,
      ModelPackage model,
      List<AnomalyScore> scores,
      long seed) {
    List<Minibatch> all = EpochPlan.cut(groups, ModelTask.MINIBATCH, 0);
    int taken = (int) Math.max(1, Math.min(images / ModelTask.MINIBATCH, all.size()));
    Broadcast<ModelPackage> shared = spark.broadcast(model);
    try {
      ComparisonPass pass =
          new ComparisonPass(
              new ModelTask(reader, shared),
              List.copyOf(scores),
              new KeyedNoise(KeyedNoise.Purpose.COMPARISON, seed));
      JavaRDD<Minibatch> distributed =
          spark.parallelize(all.subList(0, taken), ModelTask.tasks(taken));
      List<Scored> parts =
          distributed.mapPartitions(part -> List.of(pass.scored(part)).iterator()).collect();
      return pass.compared(parts, model.options().score().name());
    } finally {
      shared.destroy();
    }
  }

  private Scored scored(Iterator<Minibatch> part) {
    List<Minibatch> minibatches = new ArrayList<>();
    part.forEachRemaining(minibatches::add);
    return new Scored(scored(minibatches, false), scored(minibatches, true));
  }

  private double[][] scored(List<Minibatch> minibatches, boolean defects) {
    double[][] found =
        new double[scores.size()][minibatches.stream().mapToInt(Minibatch::rows).sum()];
    int[] done = {0};
    task.forEach(
        minibatches.iterator(),
        (model, read) -> {
          INDArray x = defects ? withDefects(model, read) : model.input(read.pixels());
          Reconstructions made = model.reconstructions(read.imageIds(), x);
          for (int i = 0; i < found.length; i++) {
            double[] values = scores.get(i).perImage(made);
            System.arraycopy(values, 0, found[i], done[0], values.length);
          }
          done[0] += read.pixels().length;
        });
    return found;
  }

  private INDArray withDefects(InferenceModel model, ImageReader.Images read) {
    return model.corruptedInput(
        DrawnDefects::drawVisible, read.pixels(), i -> noise.random(read.imageIds()[i], 0));
  }

  private ScoreComparison compared(List<Scored> parts, String own) {
    Map<String, Double> auroc = new LinkedHashMap<>();
    int images = parts.stream().mapToInt(part -> part.normal()[0].length).sum();
    for (int i = 0; i < scores.size(); i++) {
      int score = i;
      double[] normal =
          parts.stream().flatMapToDouble(part -> Arrays.stream(part.normal()[score])).toArray();
      double[] defective =
          parts.stream().flatMapToDouble(part -> Arrays.stream(part.defective()[score])).toArray();
      if (Arrays.stream(normal).noneMatch(Double::isNaN)
          && Arrays.stream(defective).noneMatch(Double::isNaN)) {
        auroc.put(scores.get(i).name(), ScoreComparison.auroc(normal, defective));
      }
    }
    return new ScoreComparison(own, false, TrainingImages.VALIDATION, images, auroc);
  }
}
