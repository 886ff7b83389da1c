package io.latentlake.train;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** What anomaly scores learn from images, in one pass on the executors. */
final class FittingPass {
  /** No fitting tells more from more images; a split is stored in random order. */
  private static final int MOST_IMAGES = 20_000;

  private FittingPass() {}

  /** A minibatch of one kind of images. */
  private record Work(ScoreFitting.Images from, Minibatch minibatch) implements Serializable {}

  /**
   * Shows a model its training and validation images, up to 20,000 of each, as far as a fitting
   * asks for them.
   *
   * @param spark where the executors are
   * @param reader reads the images
   * @param images where they lie
   * @param model the model
   * @param fittings what is to be learnt, each from a split that has images
   * @return the results by name; they do not depend on how images were spread over tasks, but for
   *     rounding
   */
  static SortedMap<String, float[]> of(
      JavaSparkContext spark,
      ImageReader reader,
      TrainingImages images,
      ModelPackage model,
      List<ScoreFitting> fittings) {
    List<Work> all = new ArrayList<>();
    for (ScoreFitting.Images from : ScoreFitting.Images.values()) {
      if (fittings.stream().anyMatch(fitting -> fitting.images() == from)) {
        for (Minibatch minibatch : first(images.split(split(from)))) {
          all.add(new Work(from, minibatch));
        }
      }
    }
    Broadcast<ModelPackage> shared = spark.broadcast(model);
    try {
      ModelTask task = new ModelTask(reader, shared);
      JavaRDD<Work> distributed = spark.parallelize(all, ModelTask.tasks(all.size()));
      Tallies tallies =
          distributed
              .mapPartitions(part -> List.of(Tallies.of(fittings, task, part)).iterator())
              .treeReduce(Tallies::plus);
      return tallies.results();
    } finally {
      shared.destroy();
    }
  }

  private static String split(ScoreFitting.Images from) {
    return from == ScoreFitting.Images.TRAINING ? TrainingImages.TRAIN : TrainingImages.VALIDATION;
  }

  /** The first minibatches of a split. */
  private static List<Minibatch> first(List<RowGroup> groups) {
    List<Minibatch> minibatches = EpochPlan.cut(groups, ModelTask.MINIBATCH, 0);
    return minibatches.subList(0, Math.min(minibatches.size(), MOST_IMAGES / ModelTask.MINIBATCH));
  }

  /** A tally for each fitting. */
  private record Tallies(List<ScoreFitting> fittings, List<ScoreFitting.Tally> tallies)
      implements Serializable {

    static Tallies of(List<ScoreFitting> fittings, ModelTask task, Iterator<Work> part) {
      Map<ScoreFitting.Images, List<Minibatch>> minibatches =
          new EnumMap<>(ScoreFitting.Images.class);
      part.forEachRemaining(
          work ->
              minibatches
                  .computeIfAbsent(work.from(), from -> new ArrayList<>())
                  .add(work.minibatch()));
      ModelPackage model = task.model().getValue();
      List<ScoreFitting.Tally> tallies =
          fittings.stream().map(fitting -> fitting.tally(model.options(), model.shape())).toList();
      Tallies all = new Tallies(fittings, tallies);
      minibatches.forEach(
          (from, some) ->
              task.forEach(some.iterator(), (inference, read) -> all.add(from, inference, read)));
      return all;
    }

    private void add(ScoreFitting.Images from, InferenceModel model, ImageReader.Images read) {
      Reconstructions found = model.reconstructions(read.imageIds(), model.input(read.pixels()));
      for (int i = 0; i < fittings.size(); i++) {
        if (fittings.get(i).images() == from) {
          tallies.get(i).add(read.imageIds(), found);
        }
      }
    }

    Tallies plus(Tallies other) {
      for (int i = 0; i < tallies.size(); i++) {
        tallies.get(i).add(other.tallies.get(i));
      }
      return this;
    }

    SortedMap<String, float[]> results() {
      SortedMap<String, float[]> results = new TreeMap<>();
      for (int i = 0; i < tallies.size(); i++) {
        results.put(fittings.get(i).name(), tallies.get(i).result());
      }
      return results;
    }
  }
}
