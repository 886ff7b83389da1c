package io.latentlake.backbone;

import io.latentlake.image.ImageShape;
import io.latentlake.onnx.ForeignGraph;
import io.latentlake.onnx.NotInOnnxException;
import io.latentlake.onnx.OnnxGraph;
import io.latentlake.onnx.Tensor;
import io.latentlake.provenance.Checksum;
import java.util.List;

/**
 * What {@link FeatureExtractor} does as part of an ONNX graph: images are shown to the backbone,
 * which is written into the graph, and the maps of its layers are resized and joined. Resizing is
 * linear along either side, so it is two products with matrices, which give what we give.
 */
public final class OnnxFeatures implements AutoCloseable {
  private final BackboneUse backbone;
  private final FeatureExtractor extractor;
  private final ForeignGraph network;

  private OnnxFeatures(BackboneUse backbone, FeatureExtractor extractor) {
    this.backbone = backbone;
    this.extractor = extractor;
    this.network = ForeignGraph.of(BackboneFile.of(backbone.file()).giving(extractor.results()));
  }

  /**
   * Prepares to write a backbone.
   *
   * @param backbone the file, and how it is run
   * @param images shape of the images
   * @return to be closed by the caller
   * @throws UnusableBackboneException if the file, its layers or onnxruntime cannot be used
   * @throws NotInOnnxException if it cannot be part of another file
   */
  public static OnnxFeatures open(BackboneUse backbone, ImageShape images) {
    FeatureExtractor extractor = FeatureExtractor.open(backbone, images);
    try {
      return new OnnxFeatures(backbone, extractor);
    } catch (RuntimeException e) {
      extractor.close();
      throw e;
    }
  }

  /**
   * Starts a graph that can hold the backbone.
   *
   * @param name its name
   * @return the graph; takes one image at a time if the backbone does
   * @throws NotInOnnxException if what belongs around it cannot be written with its operators
   */
  public OnnxGraph graph(String name) {
    OnnxGraph graph = new OnnxGraph(name, network);
    if (oneAtATime()) {
      graph.oneAtATime();
    }
    return graph;
  }

  private boolean oneAtATime() {
    return extractor.input().batch().isPresent();
  }

  /**
   * Writes the backbone and what belongs around it.
   *
   * @param graph what {@link #graph} gave
   * @param images pixels in [0, 1], [channels, height, width]
   * @return the features, [features, rows, columns]
   */
  public Tensor features(OnnxGraph graph, Tensor images) {
    graph.include(network, extractor.shown().onnx(images));
    graph.metadata("backbone_sha256", Checksum.ofFile(backbone.file()));
    graph.metadata("backbone_layers", String.join(", ", extractor.results()));
    return extractor.onnx(graph, network);
  }

  /**
   * How images are shown to the backbone.
   *
   * @return words that follow "in the graph: pixels divided by 255"
   */
  public String preprocessing() {
    ImageShape shown = extractor.shown().shape();
    return ", resized to "
        + shown.height()
        + "x"
        + shown.width()
        + " in "
        + shown.channels()
        + " channels"
        + (extractor.input().wholeNumbers()
            ? ", times 255 and rounded"
            : ", less " + backbone.mean() + ", divided by " + backbone.deviation());
  }

  /**
   * What a user has to mind.
   *
   * @return sentences without a full stop
   */
  public List<String> notes() {
    return oneAtATime()
        ? List.of("the graph takes one image at a time, as its pretrained network does")
        : List.of();
  }

  /**
   * Refuses a file that cannot be run.
   *
   * @param file written from {@link #graph}
   * @throws NotInOnnxException if onnxruntime refuses it
   */
  public static void requireRuns(byte[] file) {
    try {
      OnnxRuntime.session(file).close();
    } catch (UnusableBackboneException e) {
      throw new NotInOnnxException(
          "its pretrained network cannot be part of another file: " + e.getMessage());
    }
  }

  /** Gives its native memory back. */
  @Override
  public void close() {
    extractor.close();
  }
}
