package io.latentlake.export;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Threshold;
import io.latentlake.onnx.ElementType;
import io.latentlake.onnx.NotInOnnxException;
import io.latentlake.onnx.OnnxGraph;
import io.latentlake.onnx.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a whole model says of an image: reconstruction and error, score and verdict, map. What
 * cannot be written in ONNX is left out.
 */
final class OnnxOutputs {
  /** Meaning of the output {@code reconstruction}. */
  static final String PIXEL_VALUES = "pixel values in [0, 1], or near it if the loss allows it";

  private final OnnxGraph graph;
  private final OnnxReconstructions found;
  private final ModelOptions options;
  private final List<String> notes = new ArrayList<>();

  OnnxOutputs(OnnxGraph graph, OnnxReconstructions found) {
    this.graph = graph;
    this.found = found;
    this.options = found.model().options();
  }

  /** Writes them; returns what was left out, each with its reason and a remedy. */
  List<String> write() {
    orLeaveOut(
        "reconstruction and reconstruction_error",
        "choose another model.loss and train again",
        this::reconstruction);
    orLeaveOut(
        "anomaly_score and is_anomaly",
        "run `score` for them, or train again with another model.anomaly-score",
        this::score);
    orLeaveOut("anomaly_map", "run `explain` for maps", this::map);
    return List.copyOf(notes);
  }

  private void orLeaveOut(String outputs, String remedy, Runnable write) {
    try {
      write.run();
    } catch (NotInOnnxException e) {
      notes.add(outputs + " left out: " + e.getMessage() + "; " + remedy);
    }
  }

  private void reconstruction() {
    Tensor error = found.reconstructionError();
    if (!options.seesFeatures()) {
      Tensor pixels = found.pixels();
      graph.output("reconstruction", pixels.as(ElementType.FLOAT), PIXEL_VALUES);
    }
    String what =
        options.seesFeatures()
            ? "error of the features, summed over features and places"
            : options.reconstructionLoss().inWords();
    graph.output(
        "reconstruction_error", error, what + ", " + options.lossUnit() + "; low is normal");
  }

  private void score() {
    AnomalyScore score = options.score();
    Tensor value = score.onnx(found);
    graph.output(
        "anomaly_score",
        value,
        score.inWords() + ", " + score.unit(options) + "; high is anomalous");
    if (found.model().threshold().isEmpty()) {
      notes.add(
          "is_anomaly left out: the model has no threshold, because it was trained without"
              + " validation images; compare anomaly_score with a threshold of your own");
      return;
    }
    Threshold threshold = found.model().threshold().get();
    graph.output(
        "is_anomaly",
        value.exceeds(threshold.value()),
        "whether anomaly_score is greater than " + threshold.value());
  }

  private void map() {
    AnomalyMap map = AnomalyMap.of(found);
    graph.output("anomaly_map", map.values(found).as(ElementType.FLOAT), map.meaning());
    graph.metadata("anomaly_map", map.method());
  }
}
