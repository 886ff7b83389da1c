package io.latentlake.export;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.Shape;
import io.latentlake.backbone.OnnxFeatures;
import io.latentlake.image.ImageShape;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.Binarisation;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.onnx.OnnxGraph;
import java.util.List;
import java.util.Optional;

/** What an ONNX file says of its model: names, units, threshold, provenance. */
final class OnnxMetadata {
  /** Paths of the house, and what it runs on: they stay in {@code model.yaml}. */
  private static final List<String> TELLING = List.of("option.", "library.");

  private final ModelPackage model;
  private final Architecture network;
  private final ModelOptions options;
  private final Optional<OnnxFeatures> features;

  OnnxMetadata(ModelPackage model, Architecture network, Optional<OnnxFeatures> features) {
    this.model = model;
    this.features = features;
    this.network = network;
    this.options = model.options();
  }

  void describe(OnnxGraph graph, List<String> notes) {
    AnomalyScore score = options.score();
    graph.metadata("model_id", model.modelId());
    graph.metadata("kind", options.kind());
    graph.metadata("loss", options.reconstructionLoss().name());
    graph.metadata("loss_unit", options.lossUnit());
    ImageShape image = model.shape();
    Shape input = new Shape(image.channels(), image.height(), image.width());
    graph.metadata("input_shape", input.toString());
    graph.metadata("embedding_shape", network.latentShape().toString());
    graph.metadata("preprocessing", preprocessing());
    for (int i = 0; i < options.labels().size(); i++) {
      graph.metadata("label." + i, options.labels().get(i));
    }
    graph.metadata("anomaly_score", score.name());
    graph.metadata("anomaly_score_unit", score.unit(options));
    graph.metadata("anomaly_score_direction", "high is anomalous");
    model
        .threshold()
        .ifPresent(
            threshold -> {
              graph.metadata("threshold", Double.toString(threshold.value()));
              graph.metadata("threshold_quantile", Double.toString(threshold.quantile()));
              graph.metadata("threshold_split", threshold.split());
              graph.metadata("threshold_images", Long.toString(threshold.images()));
            });
    for (int i = 0; i < notes.size(); i++) {
      graph.metadata("note." + (i + 1), notes.get(i));
    }
    graph.metadata("package_fingerprint", model.fingerprint());
    model
        .provenance()
        .forEach(
            (key, value) -> {
              if (TELLING.stream().noneMatch(key::startsWith)) {
                graph.metadata("provenance." + key, value);
              }
            });
  }

  private String preprocessing() {
    StringBuilder text = new StringBuilder("in the graph: pixels divided by 255");
    if (model.meanImage().isPresent()) {
      text.append(", less the mean training image");
    }
    features.map(OnnxFeatures::preprocessing).ifPresent(text::append);
    for (Node node : network.nodes()) {
      if (node.operation() instanceof Operation.Pad) {
        Shape padded = node.shape();
        text.append(", padded with zeros to " + padded.height() + "x" + padded.width());
      }
    }
    return text.toString();
  }

  /** What a user has to do before, because the graph cannot; empty if nothing. */
  static List<String> before(ModelOptions options) {
    return options.binarisation() == Binarisation.NONE
        ? List.of()
        : List.of(
            "the graph takes pixels as they are: model.binarisation is "
                + options.binarisation()
                + ", which draws each pixel by the image's id, and ONNX cannot; give it pixels of 0"
                + " and 255");
  }
}
