package io.latentlake.export;

import io.latentlake.architecture.Architecture;
import io.latentlake.backbone.OnnxFeatures;
import io.latentlake.backbone.UnusableBackboneException;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.onnx.ElementType;
import io.latentlake.onnx.NotInOnnxException;
import io.latentlake.onnx.OnnxGraph;
import io.latentlake.onnx.Tensor;
import io.latentlake.provenance.CodeVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Writes a model as ONNX files. Its network is of single precision, as in training; sums over an
 * image, scores and the verdict are of double precision, as elsewhere. An image's numbers depend on
 * that image alone.
 */
public final class OnnxExport {
  private static final String PIXELS = "pixels";
  private static final String LATENT = "latent";
  private static final String LABEL = "label";

  private final ModelPackage model;
  private final ComputationGraph trained;
  private final Architecture network;
  private final OnnxGraph graph;
  private final Optional<OnnxFeatures> features;
  private final List<String> notes = new ArrayList<>();

  private OnnxExport(
      ModelPackage model,
      ComputationGraph trained,
      ExportPart part,
      Optional<OnnxFeatures> features) {
    String name = model.modelId() + " " + part.file();
    this.model = model;
    this.trained = trained;
    this.network = model.options().architecture(model.shape());
    this.features = features;
    this.graph = features.map(seen -> seen.graph(name)).orElseGet(() -> new OnnxGraph(name));
  }

  /**
   * Writes a part of a model.
   *
   * @param model the model
   * @param part which part
   * @return the file; the same model gives the same bytes
   * @throws IncompatibleModelException if the model has no such part, or it would be too large
   */
  public static OnnxFile of(ModelPackage model, ExportPart part) {
    ComputationGraph trained = model.trainingGraph();
    Optional<OnnxFeatures> features = Optional.empty();
    try {
      features = model.backbone().map(backbone -> OnnxFeatures.open(backbone, model.shape()));
      OnnxExport export = new OnnxExport(model, trained, part, features);
      switch (part) {
        case MODEL -> export.model();
        case ENCODER -> export.encoder();
        case DECODER -> export.decoder();
      }
      return export.file(part);
    } catch (NotInOnnxException | UnusableBackboneException e) {
      throw new IncompatibleModelException(
          "model "
              + model.modelId()
              + " cannot be written as "
              + part.file()
              + ": "
              + e.getMessage()
              + "; run `score` and `embed` instead, or train a model that can",
          e);
    } finally {
      features.ifPresent(OnnxFeatures::close);
      OffHeap.close(trained.params());
    }
  }

  private OnnxFile file(ExportPart part) {
    features.map(OnnxFeatures::notes).ifPresent(notes::addAll);
    new OnnxMetadata(model, network, features).describe(graph, notes);
    byte[] bytes = graph.file("LatentLake", CodeVersion.current().toString());
    features.ifPresent(written -> OnnxFeatures.requireRuns(bytes));
    return new OnnxFile(part, bytes, graph.outputs(), List.copyOf(notes));
  }

  private Tensor images() {
    notes.addAll(OnnxMetadata.before(model.options()));
    ImageShape image = model.shape();
    Tensor pixels =
        graph
            .input(
                PIXELS,
                ElementType.UINT8,
                "grey or red, green and blue planes, row by row, as the table images stores them",
                image.channels(),
                image.height(),
                image.width())
            .as(ElementType.FLOAT)
            .over(255);
    return features.map(seen -> seen.features(graph, pixels)).orElse(pixels);
  }

  /** What the network is told of each image beside. */
  private Optional<Tensor> condition() {
    List<String> labels = model.options().labels();
    return labels.isEmpty()
        ? Optional.empty()
        : Optional.of(
            graph
                .choice(LABEL, "label of each image: " + String.join(", ", labels), labels)
                .oneOf(labels.size(), ElementType.FLOAT));
  }

  private Optional<Tensor> meanImage(Tensor like) {
    return model
        .meanImage()
        .map(
            mean -> {
              double[] values = new double[mean.length];
              for (int i = 0; i < values.length; i++) {
                values[i] = mean[i];
              }
              return like.constant(values, like.shape());
            });
  }

  private OnnxNetwork network(Tensor images) {
    Tensor seen = meanImage(images).map(images::minus).orElse(images);
    return OnnxNetwork.of(network, trained, Architecture.IMAGE, seen, condition());
  }

  private Tensor withMeanImage(Tensor decoded) {
    return model.options().reconstructionLoss().comparesDifferences()
        ? meanImage(decoded).map(decoded::plus).orElse(decoded)
        : decoded;
  }

  private void embedding(OnnxNetwork read) {
    graph.output("embedding", read.value(Architecture.MEAN), "posterior mean, or plain code");
    at(read, Architecture.LOG_VARIANCE)
        .ifPresent(
            values ->
                graph.output(
                    "log_variance", values, "natural logarithm of the posterior variance"));
  }

  private void encoder() {
    embedding(network(images()));
  }

  private void decoder() {
    if (!network.decodesLatents()) {
      throw new IncompatibleModelException(
          "the decoder of a "
              + model.options().kind()
              + " needs an image as well as a latent, so model "
              + model.modelId()
              + " has no "
              + ExportPart.DECODER.file()
              + "; leave decoder out of export.parts");
    }
    Tensor latent =
        graph.input(LATENT, ElementType.FLOAT, "such as an embedding", model.options().latent());
    Tensor decoded =
        OnnxNetwork.of(network, trained, Architecture.LATENT, latent, condition())
            .value(Architecture.DECODED);
    Tensor pixels = model.options().reconstructionLoss().onnx().pixels(withMeanImage(decoded));
    graph.output("reconstruction", pixels, OnnxOutputs.PIXEL_VALUES);
  }

  private void model() {
    Tensor images = images();
    OnnxNetwork read = network(images);
    OnnxReconstructions found =
        new OnnxReconstructions(
            model,
            wide(images),
            wide(read.value(Architecture.MEAN)),
            at(read, Architecture.LOG_VARIANCE).map(OnnxExport::wide),
            wide(withMeanImage(read.value(Architecture.DECODED))),
            at(read, Architecture.DEFECT).map(OnnxExport::wide));
    notes.addAll(new OnnxOutputs(graph, found).write());
    embedding(read);
  }

  private static Tensor wide(Tensor values) {
    return values.as(ElementType.DOUBLE);
  }

  private Optional<Tensor> at(OnnxNetwork read, String place) {
    return network.has(place) ? Optional.of(read.value(place)) : Optional.empty();
  }
}
