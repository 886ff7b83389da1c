package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Builds the network that options describe.
 *
 * <p>Inputs of the graph: the images, [images, channels, height, width], and for a VAE the noise,
 * [images, latent]. Outputs: the reconstruction in pixel values and for a VAE the KL divergence in
 * nats. {@link TrainingArrays} makes the arrays for both.
 */
public final class NetworkBuilder {
  static final String IMAGE = "image";
  static final String NOISE = "noise";
  static final String MEAN = "mean";
  static final String LOG_VARIANCE = "log-variance";
  static final String RECONSTRUCTION = "reconstruction";
  static final String KL = "kl";

  /** What batch normalisation adds to a variance. */
  static final double NORMALISATION_EPSILON = 1e-5;

  // in the long run a running mean keeps nine tenths of itself at every step, as others have it
  private static final double NORMALISATION_DECAY = 0.9;

  private final ModelOptions options;
  private final ImageShape shape;
  private final GraphBuilder graph;
  private String top = IMAGE;

  private NetworkBuilder(ModelOptions options, ImageShape shape, GraphBuilder graph) {
    this.options = options;
    this.shape = shape;
    this.graph = graph;
  }

  /**
   * A network with fresh parameters.
   *
   * @param options what to build
   * @param shape size of the images; any
   * @param updater optimiser
   * @param seed decides the initial parameters
   * @return a network ready to train
   */
  public static ComputationGraph build(
      ModelOptions options, ImageShape shape, IUpdater updater, long seed) {
    return build(options, shape, updater, seed, DataType.FLOAT);
  }

  static ComputationGraph build(
      ModelOptions options, ImageShape shape, IUpdater updater, long seed, DataType type) {
    ComputationGraph network =
        new ComputationGraph(configuration(options, shape, updater, seed, type));
    network.init();
    return network;
  }

  static ComputationGraphConfiguration configuration(
      ModelOptions options, ImageShape shape, IUpdater updater, long seed, DataType type) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .updater(updater)
            .weightInit(WeightInit.UNIFORM)
            .activation(Activation.IDENTITY)
            .graphBuilder();
    return new NetworkBuilder(options, shape, graph).configuration();
  }

  private ComputationGraphConfiguration configuration() {
    InputType images = InputType.convolutional(shape.height(), shape.width(), shape.channels());
    if (options.variational()) {
      graph.addInputs(IMAGE, NOISE);
      graph.setInputTypes(images, InputType.feedForward(options.latent()));
    } else {
      graph.addInputs(IMAGE);
      graph.setInputTypes(images);
    }
    if (options.convolutional()) {
      convolutionalEncoder();
      bottleneck();
      convolutionalDecoder();
    } else {
      denseEncoder();
      bottleneck();
      denseDecoder();
    }
    ImagePadding padding = ImagePadding.of(options, shape);
    add(
        RECONSTRUCTION,
        new ReconstructionHead(
            options.reconstructionLoss(), padding, shape.height(), shape.width()));
    if (options.variational()) {
      graph.setOutputs(RECONSTRUCTION, KL);
    } else {
      graph.setOutputs(RECONSTRUCTION);
    }
    return graph.build();
  }

  private void convolutionalEncoder() {
    ImagePadding padding = ImagePadding.of(options, shape);
    if (!padding.none()) {
      add(
          "padding",
          new ZeroPaddingLayer.Builder(
                  padding.top(), padding.bottom(), padding.left(), padding.right())
              .build());
    }
    List<Integer> channels = options.channels();
    for (int i = 0; i < channels.size(); i++) {
      add(name("encoder", i, "convolution"), convolution(channels.get(i)));
      normalise("encoder", i, channels.get(i), options.negativeSlope());
    }
  }

  private StridedConvolution convolution(int channels) {
    ConvolutionLayer.Builder builder =
        new ConvolutionLayer.Builder(options.kernel(), options.kernel());
    builder
        .stride(2, 2)
        .padding(margin(), margin())
        .convolutionMode(ConvolutionMode.Truncate)
        .nOut(channels)
        .hasBias(false);
    return top.equals(IMAGE) ? StridedConvolution.first(builder) : StridedConvolution.of(builder);
  }

  private FullyConnected dense(DenseLayer.Builder builder) {
    return top.equals(IMAGE) ? FullyConnected.first(builder) : FullyConnected.of(builder);
  }

  private void convolutionalDecoder() {
    List<Integer> channels = options.channels();
    int stages = channels.size();
    ImageShape padded = ImagePadding.of(options, shape).padded(shape);
    int rows = padded.height() >> stages;
    int columns = padded.width() >> stages;
    int deepest = channels.get(stages - 1);
    add(
        name("decoder", 0, "dense"),
        dense(new DenseLayer.Builder().nOut((long) deepest * rows * columns).hasBias(false)));
    graph.inputPreProcessor(
        name("decoder", 0, "normalisation"),
        new FeedForwardToCnnPreProcessor(rows, columns, deepest));
    normalise("decoder", 0, deepest, 0);
    for (int i = 1; i <= stages; i++) {
      boolean last = i == stages;
      int out = last ? shape.channels() : channels.get(stages - 1 - i);
      double bound = 1 / Math.sqrt((double) out * options.kernel() * options.kernel());
      TransposedConvolution.Builder layer =
          new TransposedConvolution.Builder(options.kernel(), options.kernel());
      layer.stride(2, 2).padding(margin(), margin()).nOut(out).hasBias(last);
      layer.weightInit(new WeightInitDistribution(new UniformDistribution(-bound, bound)));
      add(
          name("decoder", i, "transposed"),
          TransposedConvolution.of(layer, outputPadding(options.kernel())));
      if (!last) {
        normalise("decoder", i, out, 0);
      }
    }
  }

  private void denseEncoder() {
    for (int i = 0; i < denseWidths().size(); i++) {
      hidden("encoder", i, denseWidths().get(i));
    }
  }

  private void denseDecoder() {
    List<Integer> widths = denseWidths();
    for (int i = 0; i < widths.size(); i++) {
      hidden("decoder", i, widths.get(widths.size() - 1 - i));
    }
    add(
        name("decoder", widths.size(), "dense"),
        dense(new DenseLayer.Builder().nOut(shape.values()).hasBias(denseBias())));
    graph.inputPreProcessor(
        RECONSTRUCTION,
        new FeedForwardToCnnPreProcessor(shape.height(), shape.width(), shape.channels()));
  }

  private void bottleneck() {
    if (!options.variational()) {
      DenseLayer.Builder code =
          new DenseLayer.Builder().nOut(options.latent()).hasBias(denseBias());
      if (options.linear()) {
        // a pixel that never changes teaches nothing: from zero, its weights stay zero
        code.weightInit(WeightInit.ZERO);
      }
      add(MEAN, dense(code));
      return;
    }
    for (String head : List.of(MEAN, LOG_VARIANCE)) {
      graph.addLayer(head, dense(new DenseLayer.Builder().nOut(options.latent())), top);
    }
    graph.addVertex("posterior", new MergeVertex(), MEAN, LOG_VARIANCE);
    graph.addLayer(KL, new KlHead(), "posterior");
    graph.addVertex("latent", new Reparameterisation(), MEAN, LOG_VARIANCE, NOISE);
    top = "latent";
  }

  private void hidden(String side, int stage, int width) {
    add(
        name(side, stage, "dense"),
        dense(new DenseLayer.Builder().nOut(width).weightInit(WeightInit.RELU)));
    add(name(side, stage, "activation"), new Rectifier(options.negativeSlope()));
  }

  private void normalise(String side, int stage, int channels, double slope) {
    add(
        name(side, stage, "normalisation"),
        Normalisation.of(channels, NORMALISATION_EPSILON, NORMALISATION_DECAY, slope));
  }

  private void add(String name, org.deeplearning4j.nn.conf.layers.Layer layer) {
    graph.addLayer(name, layer, top);
    top = name;
  }

  /** Widths of the hidden layers; a linear autoencoder has none. */
  private List<Integer> denseWidths() {
    return denseWidths(options);
  }

  static List<Integer> denseWidths(ModelOptions options) {
    return options.linear() ? List.of() : options.hidden();
  }

  /** Centred linear autoencoders go through the origin. */
  private boolean denseBias() {
    return !(options.linear() && options.centred());
  }

  private int margin() {
    return margin(options.kernel());
  }

  /** Padding of a convolution that halves, and of its transpose. */
  static int margin(int kernel) {
    return (kernel - 1) / 2;
  }

  /** What a transposed convolution needs to double exactly. */
  static int outputPadding(int kernel) {
    return kernel % 2;
  }

  static String name(String side, int stage, String what) {
    return side + "-" + stage + "-" + what;
  }
}
