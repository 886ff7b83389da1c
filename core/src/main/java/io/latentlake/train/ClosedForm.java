package io.latentlake.train;

import io.latentlake.backbone.Backbone;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.FittedNetwork;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstruction;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.RowProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A network that was found in closed form, and its history: one epoch of no rounds.
 *
 * @param model the network, with its backbone if it has one; not judged yet
 * @param history a row for each split that has images
 * @param images of these splits
 */
record ClosedForm(ModelPackage model, List<HistoryRow> history, long images) {
  /**
   * Finds it.
   *
   * @param spark where the executors are
   * @param reader reads the images
   * @param images where they lie
   * @param request the model, with nothing left open but what images decide
   * @param provenance what the package says of its origin
   * @param backbone whose features it sees, if it does
   * @param progress shows the images that were looked at
   */
  static ClosedForm of(
      JavaSparkContext spark,
      ImageReader reader,
      TrainingImages images,
      TrainRequest request,
      Map<String, String> provenance,
      Optional<Backbone> backbone,
      Progress progress) {
    long began = System.nanoTime();
    long count = images.images(TrainingImages.TRAIN);
    FittedNetwork network = fitted(spark, reader, images, request, backbone, progress);
    progress.say("train: " + network.note());
    Map<String, String> all = new HashMap<>(provenance);
    all.put("fitted", network.note());
    ComputationGraph graph = network.graph(images.shape());
    ModelPackage bare =
        ModelPackage.of(network.options(), images.shape(), Optional.empty(), graph, all);
    OffHeap.close(graph.params());
    ModelPackage model = backbone.map(of -> bare.withBackbone(of.file())).orElse(bare);
    List<HistoryRow> history = new ArrayList<>();
    double error = count * network.meanError();
    history.add(
        row(
            TrainingImages.TRAIN,
            new LossSums(count, Map.of(Reconstruction.NAME, new LossSums.Sum(error, error))),
            began));
    long validated = images.images(TrainingImages.VALIDATION);
    if (validated > 0) {
      history.add(validation(spark, reader, images, request, model));
    }
    return new ClosedForm(model, history, count + validated);
  }

  private static FittedNetwork fitted(
      JavaSparkContext spark,
      ImageReader reader,
      TrainingImages images,
      TrainRequest request,
      Optional<Backbone> backbone,
      Progress progress) {
    long count = images.images(TrainingImages.TRAIN);
    try (Progress.Bar bar = progress.begin("train", count, "images")) {
      RowProgress rows = new RowProgress(spark.sc(), bar);
      return rows.during(
          () ->
              JobDescription.during(
                  spark.sc(),
                  "train: mean and covariance of the training images",
                  () ->
                      ClosedFormPass.of(
                          spark,
                          reader,
                          images.split(TrainingImages.TRAIN),
                          images.shape(),
                          request.model(),
                          backbone,
                          rows.rows())));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the pass over the training images failed", e);
    }
  }

  private static HistoryRow validation(
      JavaSparkContext spark,
      ImageReader reader,
      TrainingImages images,
      TrainRequest request,
      ModelPackage model) {
    long began = System.nanoTime();
    List<RowGroup> groups = images.split(TrainingImages.VALIDATION);
    return JobDescription.during(
        spark.sc(),
        "train: loss of the validation images",
        () -> {
          try (ValidationPass pass =
              new ValidationPass(spark, reader, groups, model, request.seed())) {
            return row(TrainingImages.VALIDATION, pass.losses(), began);
          }
        });
  }

  private static HistoryRow row(String split, LossSums losses, long began) {
    return new HistoryRow(
        1,
        split,
        losses,
        WorkerDrift.NONE,
        Map.of(Reconstruction.NAME, 1.0),
        (System.nanoTime() - began) / 1e9,
        0,
        1,
        0);
  }

  /**
   * As training ends.
   *
   * @param judged the model with score and threshold
   */
  TrainResult result(ModelPackage judged) {
    return new TrainResult(judged, history, images, Optional.empty(), 1, RoundCost.NONE);
  }
}
