package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.OperationReader;
import io.latentlake.architecture.Padding;
import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.Kernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Reads an {@link Architecture} as a graph that Deeplearning4j trains.
 *
 * <p>Inputs of the graph: the images, [images, channels, height, width], and the noise of a network
 * that takes it, [images, values], as many as the latent of a VAE has units, and the condition of a
 * network that has one, [images, values]. Outputs: what each loss term is computed from. {@link
 * TrainingArrays} makes the arrays for both.
 */
public final class TrainingGraph implements OperationReader {
  // in the long run a running mean keeps nine tenths of itself at every step, as others have it
  private static final double NORMALISATION_DECAY = 0.9;

  private final Architecture network;
  private final GraphBuilder graph;

  /** The vertex that gives what a node gives, but for a change of shape. */
  private final Map<String, String> vertices = new HashMap<>();

  /** The change of shape that whoever reads such a node has to make. */
  private final Map<String, InputPreProcessor> reshapes = new HashMap<>();

  /** Nodes that compute from the latent. */
  private final Set<String> decoder;

  /** What the squares of the weights cost. */
  private final double encoderPenalty;

  private final double decoderPenalty;

  private TrainingGraph(Architecture network, GraphBuilder graph, ModelOptions options) {
    this.network = network;
    this.graph = graph;
    this.decoder = network.decoder();
    this.encoderPenalty = options.family().encoderPenalty(options);
    this.decoderPenalty = options.family().decoderPenalty(options);
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
    ComputationGraph graph =
        new ComputationGraph(configuration(options, shape, updater, seed, type));
    graph.init();
    return graph;
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
    TrainingGraph reader = new TrainingGraph(options.architecture(shape), graph, options);
    reader.inputs();
    reader.network.nodes().forEach(node -> node.operation().read(node, reader));
    List<WeightedTerm> terms = options.lossTerms();
    terms.forEach(reader::head);
    // a code that no loss term sees belongs to a network that is not trained
    graph.allowDisconnected(options.isFitted());
    graph.setOutputs(
        terms.stream().map(WeightedTerm::term).map(TrainingGraph::headName).toArray(String[]::new));
    return graph.build();
  }

  private void inputs() {
    List<Node> inputs =
        network.nodes().stream()
            .filter(node -> node.operation() instanceof Operation.Input)
            .toList();
    graph.addInputs(inputs.stream().map(Node::name).toList());
    graph.setInputTypes(inputs.stream().map(node -> type(node.shape())).toArray(InputType[]::new));
  }

  private static InputType type(Shape shape) {
    return shape.equals(Shape.row(shape.channels()))
        ? InputType.feedForward(shape.channels())
        : InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  private void head(WeightedTerm weighted) {
    LossTerm term = weighted.term();
    List<Node> places = term.places().stream().map(network::at).toList();
    int[] sizes =
        places.stream().mapToInt(node -> network.rows(node) * node.shape().values()).toArray();
    String name = headName(term);
    if (places.size() == 1) {
      addLayer(name, new TermHead(weighted, sizes), places.get(0).name());
      return;
    }
    graph.addVertex(
        name + "-values",
        new JoinedPlaces(sizes.length),
        places.stream().map(node -> vertices.get(node.name())).toArray(String[]::new));
    graph.addLayer(name, new TermHead(weighted, sizes), name + "-values");
  }

  /** Name of the layer that computes a term. */
  static String headName(LossTerm term) {
    return "loss-" + term.name();
  }

  @Override
  public void input(Node node, Operation.Input operation) {
    vertices.put(node.name(), node.name());
  }

  @Override
  public void pad(Node node, Operation.Pad operation) {
    Padding padding = operation.padding();
    addLayer(
        node,
        new ZeroPaddingLayer.Builder(
                padding.top(), padding.bottom(), padding.left(), padding.right())
            .build());
  }

  @Override
  public void crop(Node node, Operation.Crop operation) {
    Padding padding = operation.padding();
    addLayer(
        node,
        new Cropping2D.Builder(padding.top(), padding.bottom(), padding.left(), padding.right())
            .build());
  }

  @Override
  public void convolution(Node node, Operation.Convolution operation) {
    ConvolutionLayer.Builder builder =
        new ConvolutionLayer.Builder(operation.kernel(), operation.kernel());
    builder
        .stride(operation.stride(), operation.stride())
        .padding(operation.margin(), operation.margin())
        .convolutionMode(ConvolutionMode.Truncate)
        .nOut(operation.channels())
        .hasBias(operation.bias())
        .l2(penalty(node));
    addLayer(
        node,
        seesImages(node) ? StridedConvolution.first(builder) : StridedConvolution.of(builder));
  }

  @Override
  public void transposedConvolution(Node node, Operation.TransposedConvolution operation) {
    int kernel = operation.kernel();
    double bound = 1 / Math.sqrt((double) operation.channels() * kernel * kernel);
    TransposedConvolution.Builder builder = new TransposedConvolution.Builder(kernel, kernel);
    builder
        .stride(operation.stride(), operation.stride())
        .padding(operation.margin(), operation.margin())
        .nOut(operation.channels())
        .hasBias(operation.bias())
        .weightInit(new WeightInitDistribution(new UniformDistribution(-bound, bound)))
        .l2(penalty(node));
    addLayer(node, TransposedConvolution.of(builder, operation.outputPadding()));
  }

  @Override
  public void normalise(Node node, Operation.Normalise operation) {
    double slope = rectifierAfter(node).map(Operation.Rectify::slope).orElse(Kernels.LINEAR);
    addLayer(
        node,
        Normalisation.of(
            node.shape().channels(), Operation.Normalise.EPSILON, NORMALISATION_DECAY, slope));
  }

  @Override
  public void rectify(Node node, Operation.Rectify operation) {
    Node before = network.node(node.inputs().get(0));
    if (before.operation() instanceof Operation.Normalise && rectifierAfter(before).isPresent()) {
      passOn(node);
    } else {
      addLayer(node, new Rectifier(operation.slope()));
    }
  }

  /** The rectifier that the layer of a normalisation does as well. */
  private Optional<Operation.Rectify> rectifierAfter(Node normalisation) {
    return network
        .onlyNodeAfter(normalisation)
        .map(Node::operation)
        .filter(Operation.Rectify.class::isInstance)
        .map(Operation.Rectify.class::cast);
  }

  @Override
  public void dense(Node node, Operation.Dense operation) {
    DenseLayer.Builder builder =
        new DenseLayer.Builder()
            .nOut(operation.units())
            .hasBias(operation.bias())
            .weightInit(scheme(operation.initial()))
            .l2(penalty(node));
    addLayer(node, seesImages(node) ? FullyConnected.first(builder) : FullyConnected.of(builder));
  }

  /** For Deeplearning4j, whose penalty is half the sum of squares. */
  private double penalty(Node node) {
    return 2 * (decoder.contains(node.name()) ? decoderPenalty : encoderPenalty);
  }

  private static WeightInit scheme(InitialWeights initial) {
    return switch (initial) {
      case UNIFORM -> WeightInit.UNIFORM;
      case HE_NORMAL -> WeightInit.RELU;
      case ZERO -> WeightInit.ZERO;
    };
  }

  @Override
  public void reshape(Node node, Operation.Reshape operation) {
    passOn(node);
    Shape shape = operation.shape();
    reshapes.put(
        node.name(),
        new FeedForwardToCnnPreProcessor(shape.height(), shape.width(), shape.channels()));
  }

  @Override
  public void averagePlaces(Node node, Operation.AveragePlaces operation) {
    addLayer(node, new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
  }

  @Override
  public void flatten(Node node, Operation.Flatten operation) {
    Shape map = network.node(node.inputs().get(0)).shape();
    addVertex(
        node,
        new PreprocessorVertex(
            new CnnToFeedForwardPreProcessor(map.height(), map.width(), map.channels())));
  }

  @Override
  public void sample(Node node, Operation.Sample operation) {
    addVertex(node, new Reparameterisation());
  }

  @Override
  public void add(Node node, Operation.Add operation) {
    addVertex(node, new Addition());
  }

  @Override
  public void join(Node node, Operation.Join operation) {
    addVertex(node, new MergeVertex());
  }

  @Override
  public void neighbours(Node node, Operation.Neighbours operation) {
    addVertex(node, new Neighbours());
  }

  @Override
  public void half(Node node, Operation.Half operation) {
    addVertex(node, new MinibatchHalf(operation.of()));
  }

  @Override
  public void quantise(Node node, Operation.Quantise operation) {
    addLayer(node, new Codebook(operation));
  }

  /** For a node that is no vertex of its own. */
  private void passOn(Node node) {
    String input = node.inputs().get(0);
    vertices.put(node.name(), vertices.get(input));
    if (reshapes.containsKey(input)) {
      reshapes.put(node.name(), reshapes.get(input));
    }
  }

  /** Whether a node computes from the images themselves, by which training needs no gradient. */
  private boolean seesImages(Node node) {
    String input = vertices.get(node.inputs().get(0));
    return input.equals(Architecture.IMAGE)
        || network.node(input).operation() instanceof Operation.Neighbours;
  }

  private void addVertex(Node node, GraphVertex vertex) {
    graph.addVertex(
        node.name(), vertex, node.inputs().stream().map(vertices::get).toArray(String[]::new));
    vertices.put(node.name(), node.name());
  }

  private void addLayer(Node node, Layer layer) {
    addLayer(node.name(), layer, node.inputs().get(0));
    vertices.put(node.name(), node.name());
  }

  private void addLayer(String name, Layer layer, String input) {
    graph.addLayer(name, layer, vertices.get(input));
    if (reshapes.containsKey(input)) {
      graph.inputPreProcessor(name, reshapes.get(input));
    }
  }
}
