package io.latentlake.export;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
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

  private final ModelPackage model;
  private final ComputationGraph trained;
  private final Architecture network;
  private final OnnxGraph graph;
  private final List<String> notes = new ArrayList<>();

  private OnnxExport(ModelPackage model, ComputationGraph trained, ExportPart part) {
    this.model = model;
    this.trained = trained;
    this.network = model.options().architecture(model.shape());
    this.graph = new OnnxGraph(model.modelId() + " " + part.file());
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
    try {
      requirePixelsAlone(model);
      OnnxExport export = new OnnxExport(model, trained, part);
      switch (part) {
        case MODEL -> export.model();
        case ENCODER -> export.encoder();
        case DECODER -> export.decoder();
      }
      return export.file(part);
    } catch (NotInOnnxException e) {
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
      OffHeap.close(trained.params());
    }
  }

  private static void requirePixelsAlone(ModelPackage model) {
    if (model.options().family().seesFeatures()) {
      throw new NotInOnnxException(
          "it sees features of a pretrained network, which is a file of its own");
    }
    if (model.options().architecture(model.shape()).has(Architecture.CONDITION)) {
      throw new NotInOnnxException("it is told the label of each image, which no input has");
    }
  }

  private OnnxFile file(ExportPart part) {
    new OnnxMetadata(model, network).describe(graph, notes);
    return new OnnxFile(
        part,
        graph.file("LatentLake", CodeVersion.current().toString()),
        graph.outputs(),
        List.copyOf(notes));
  }

  private Tensor images() {
    notes.addAll(OnnxMetadata.before(model.options()));
    Shape image = network.at(Architecture.IMAGE).shape();
    return graph
        .input(
            PIXELS,
            ElementType.UINT8,
            "grey or red, green and blue planes, row by row, as the table images stores them",
            image.channels(),
            image.height(),
            image.width())
        .as(ElementType.FLOAT)
        .over(255);
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
    return OnnxNetwork.of(network, trained, Architecture.IMAGE, seen);
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
        OnnxNetwork.of(network, trained, Architecture.LATENT, latent).value(Architecture.DECODED);
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
