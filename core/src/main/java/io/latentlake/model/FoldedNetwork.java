package io.latentlake.model;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The stages of a trained network with each batch normalisation folded into the weights and bias
 * before it: y = γ·(W·x − m)/√(v+ε) + β. Folding is done in double precision.
 */
final class FoldedNetwork {
  private final ModelOptions options;
  private final ImageShape shape;
  private final ComputationGraph graph;
  private final DataType type;
  private final ImagePadding padding;
  private final Window window;

  FoldedNetwork(ModelPackage model, ComputationGraph graph, DataType type) {
    this.options = model.options();
    this.shape = model.shape();
    this.graph = graph;
    this.type = type;
    this.padding = ImagePadding.of(options, shape);
    int margin = NetworkBuilder.margin(options.kernel());
    this.window = Window.square(options.kernel(), 2, margin);
  }

  /** From images to what the latent is computed of. */
  List<InferenceStage> encoder(Optional<float[]> meanImage) {
    List<InferenceStage> stages = new ArrayList<>();
    stages.add(new PreparationStage(padding, meanImage.map(this::row).orElse(null)));
    if (!options.convolutional()) {
      for (int i = 0; i < NetworkBuilder.denseWidths(options).size(); i++) {
        stages.add(hidden("encoder", i));
      }
      return stages;
    }
    for (int i = 0; i < options.channels().size(); i++) {
      INDArray weights = layer("encoder", i, "convolution").getParam("W");
      FoldedNormalisation fold = new FoldedNormalisation(layer("encoder", i, "normalisation"));
      double[] folded = fold.weights(OffHeap.read(weights), weights.length() / weights.size(0));
      stages.add(
          new ConvolutionStage(
              window,
              array(folded, weights.shape()),
              array(fold.bias, fold.bias.length),
              options.negativeSlope()));
    }
    return stages;
  }

  /** The dense layer that makes the mean or code, or the log-variance. */
  InferenceStage head(String name) {
    return dense(graph.getLayer(name), Kernels.LINEAR);
  }

  /** From the latent to logits or pixel values. */
  List<InferenceStage> decoder(Optional<float[]> meanImage) {
    List<InferenceStage> stages = new ArrayList<>();
    if (options.convolutional()) {
      convolutionalDecoder(stages);
    } else {
      int layers = NetworkBuilder.denseWidths(options).size();
      for (int i = 0; i < layers; i++) {
        stages.add(hidden("decoder", i));
      }
      stages.add(dense(layer("decoder", layers, "dense"), Kernels.LINEAR));
      stages.add(
          new ShapeStage(ChannelOrder.PLAIN, shape.channels(), shape.height(), shape.width()));
    }
    boolean meanBack = options.reconstructionLoss() == Loss.SQUARED_ERROR;
    INDArray mean = meanBack ? meanImage.map(this::row).orElse(null) : null;
    stages.add(new CutStage(padding, mean, shape.height(), shape.width()));
    return stages;
  }

  private void convolutionalDecoder(List<InferenceStage> stages) {
    int depth = options.channels().size();
    int deepest = options.channels().get(depth - 1);
    ImageShape padded = padding.padded(shape);
    int rows = padded.height() >> depth;
    int columns = padded.width() >> depth;
    INDArray dense = layer("decoder", 0, "dense").getParam("W");
    FoldedNormalisation first = new FoldedNormalisation(layer("decoder", 0, "normalisation"));
    // a dense unit belongs to the channel of the image it is part of; its units come in the order
    // in which the next stage likes to find that image
    ChannelOrder order = Kernels.of(type).order(deepest);
    int area = rows * columns;
    int units = deepest * area;
    double[] given = OffHeap.read(dense);
    double[] denseWeights = new double[given.length];
    double[] denseBias = new double[units];
    for (int unit = 0; unit < units; unit++) {
      int channel = unit / area;
      int place = order == ChannelOrder.PLAIN ? unit : unit % area * deepest + channel;
      denseBias[place] = first.bias[channel];
      for (int row = 0; row < given.length; row += units) {
        denseWeights[row + place] = given[row + unit] * first.scale[channel];
      }
    }
    stages.add(new DenseStage(array(denseWeights, dense.shape()), array(denseBias, units), 0));
    stages.add(new ShapeStage(order, deepest, rows, columns));
    for (int i = 1; i <= depth; i++) {
      Layer transposed = layer("decoder", i, "transposed");
      INDArray weights = transposed.getParam("W");
      double[] values = OffHeap.read(weights);
      double[] bias;
      if (i < depth) {
        FoldedNormalisation fold = new FoldedNormalisation(layer("decoder", i, "normalisation"));
        values = fold.weights(values, weights.size(2) * weights.size(3));
        bias = fold.bias;
      } else {
        bias = OffHeap.read(transposed.getParam("b"));
      }
      stages.add(
          new TransposedStage(
              window,
              array(values, weights.shape()),
              array(bias, bias.length),
              i < depth ? 0 : Kernels.LINEAR));
    }
  }

  private InferenceStage hidden(String side, int stage) {
    Layer layer = layer(side, stage, "dense");
    return dense(layer, options.negativeSlope());
  }

  private InferenceStage dense(Layer layer, double slope) {
    INDArray weights = layer.getParam("W");
    INDArray bias = layer.paramTable().get("b");
    double[] offsets = bias == null ? new double[(int) weights.size(1)] : OffHeap.read(bias);
    return new DenseStage(
        array(OffHeap.read(weights), weights.shape()), array(offsets, offsets.length), slope);
  }

  private Layer layer(String side, int stage, String what) {
    return graph.getLayer(NetworkBuilder.name(side, stage, what));
  }

  private INDArray row(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return array(doubles, 1, doubles.length);
  }

  @SuppressWarnings("try") // leaves the workspace by closing
  private INDArray array(double[] values, long... shape) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray array = OffHeap.create(type, shape);
      OffHeap.write(values, array);
      return array;
    }
  }

  /** Scale and bias, channel by channel, of a trained batch normalisation. */
  private static final class FoldedNormalisation {
    private final double[] scale;
    private final double[] bias;

    FoldedNormalisation(Layer layer) {
      double[] gamma = OffHeap.read(layer.getParam("gamma"));
      double[] mean = OffHeap.read(layer.getParam("mean"));
      double[] variance = OffHeap.read(layer.getParam("var"));
      bias = OffHeap.read(layer.getParam("beta"));
      scale = new double[gamma.length];
      for (int i = 0; i < scale.length; i++) {
        scale[i] = gamma[i] / Math.sqrt(variance[i] + NetworkBuilder.NORMALISATION_EPSILON);
        bias[i] -= mean[i] * scale[i];
      }
    }

    /** Scales weights whose channel changes every so many values, over and over. */
    double[] weights(double[] weights, long valuesPerChannel) {
      double[] scaled = new double[weights.length];
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = weights[i] * scale[(int) (i / valuesPerChannel % scale.length)];
      }
      return scaled;
    }
  }
}
