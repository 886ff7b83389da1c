package io.latentlake.train;

import io.latentlake.architecture.Shape;
import io.latentlake.backbone.Backbone;
import io.latentlake.backbone.BackboneUse;
import io.latentlake.backbone.FeatureExtractor;
import io.latentlake.image.ImageShape;
import io.latentlake.model.FittedNetwork;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkFitting;
import io.latentlake.model.TrainingArrays;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/** Finds the parameters of a network in one pass over the training images, on the executors. */
final class ClosedFormPass {
  /** Images that are read at a time. */
  private static final int MINIBATCH = 32;

  /** Images whose features are held at a time. */
  private static final int AT_A_TIME = 8;

  private ClosedFormPass() {}

  /**
   * Shows the network's fitting every image once.
   *
   * @param spark where the executors are
   * @param reader reads the images
   * @param groups row groups of the images, at least one
   * @param shape size of every image
   * @param model the model, with a fitting
   * @param backbone whose features it sees, if it does
   * @param done counts the images
   * @return the network; it does not depend on how images were spread over tasks, but for rounding
   */
  static FittedNetwork of(
      JavaSparkContext spark,
      ImageReader reader,
      List<RowGroup> groups,
      ImageShape shape,
      ModelOptions model,
      Optional<Backbone> backbone,
      LongAccumulator done) {
    NetworkFitting fitting = model.family().fitting().orElseThrow();
    List<Minibatch> minibatches = EpochPlan.cut(groups, MINIBATCH, 0);
    int tasks = Math.min(minibatches.size(), Math.max(1, spark.defaultParallelism()));
    Broadcast<Eyes> eyes =
        spark.broadcast(
            new Eyes(shape, model.seen(shape), backbone.map(Backbone::use).orElse(null)));
    try {
      return spark
          .parallelize(minibatches, tasks)
          .mapPartitions(
              part -> List.of(eyes.getValue().tally(fitting, reader, part, done)).iterator())
          .treeReduce(
              (left, right) -> {
                left.add(right);
                return left;
              })
          .result(model);
    } finally {
      eyes.destroy();
    }
  }

  /**
   * How a network is shown images.
   *
   * @param shape of the images
   * @param seen shape of what the network sees of one
   * @param backbone whose features it sees; null if it sees the images as they are
   */
  private record Eyes(ImageShape shape, Shape seen, BackboneUse backbone) implements Serializable {
    NetworkFitting.Tally tally(
        NetworkFitting fitting,
        ImageReader reader,
        Iterator<Minibatch> part,
        LongAccumulator done) {
      NativeThreads.limitToTask();
      NetworkFitting.Tally tally = fitting.tally(seen);
      try (FeatureExtractor extractor =
          backbone == null ? null : FeatureExtractor.open(backbone, shape)) {
        while (part.hasNext()) {
          byte[][] pixels = reader.inFileOrder(part.next()).pixels();
          for (int first = 0; first < pixels.length; first += AT_A_TIME) {
            int count = Math.min(AT_A_TIME, pixels.length - first);
            float[] images =
                TrainingArrays.scaled(Arrays.copyOfRange(pixels, first, first + count), shape);
            tally.add(extractor == null ? images : extractor.features(images, count), count);
            done.add(count);
          }
        }
      }
      return tally;
    }
  }
}
