package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.OperationReader;
import io.latentlake.architecture.Shape;
import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads an {@link Architecture} with trained parameters as stages, from which {@link
 * InferencePath}s are made. Each batch normalisation is folded into the weights and bias before it,
 * y = γ·(W·x − m)/√(v+ε) + β, in double precision. There are no samples: the posterior mean stands
 * for one.
 */
final class InferenceGraph implements OperationReader, AutoCloseable {
  /** A stage, and the nodes that it computes from. */
  record Step(InferenceStage stage, List<String> inputs) {}

  private final Architecture network;
  private final ComputationGraph trained;
  private final DataType type;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Set<String> takenAlong = new HashSet<>();

  private CodeVectors codebook;

  /** What stands for a node that only training has: the posterior mean for a sample. */
  private final Map<String, String> means = new HashMap<>();

  private InferenceGraph(Architecture network, ComputationGraph trained, DataType type) {
    this.network = network;
    this.trained = trained;
    this.type = type;
  }

  /** Folds a model; the trained graph is not needed afterwards. */
  static InferenceGraph of(ModelPackage model, ComputationGraph trained, DataType type) {
    Architecture network = model.options().architecture(model.shape());
    InferenceGraph graph = new InferenceGraph(network, trained, type);
    for (Node node : network.nodes()) {
      if (!graph.takenAlong.contains(node.name())) {
        node.operation().read(node, graph);
      }
    }
    return graph;
  }

  /**
   * The way from one place to others. The condition is given, too, if the network has one.
   *
   * @param from the place whose values are given
   * @param to the places whose values are wanted
   */
  InferencePath path(String from, List<String> to) {
    List<String> given = new ArrayList<>(List.of(at(from)));
    if (has(Architecture.CONDITION)) {
      given.add(at(Architecture.CONDITION));
    }
    return InferencePath.of(steps, given, to.stream().map(this::at).toList());
  }

  /** Whether a latent alone can be decoded. */
  boolean decodesLatents() {
    return network.decodesLatents();
  }

  /** How many latents training draws for each image. */
  int draws() {
    return network.draws();
  }

  /** Whether the network has a place. */
  boolean has(String place) {
    return network.has(place);
  }

  /** The vectors that a latent is made of, if the network has a codebook. */
  Optional<CodeVectors> codebook() {
    return Optional.ofNullable(codebook);
  }

  /** Shape of a latent that is a map. */
  Optional<Shape> latentMap() {
    return has(Architecture.MAP) ? Optional.of(network.latentShape()) : Optional.empty();
  }

  private String at(String place) {
    return orMean(network.at(place).name());
  }

  private String orMean(String node) {
    return means.getOrDefault(node, node);
  }

  private List<String> inputs(Node node) {
    return node.inputs().stream().map(this::orMean).toList();
  }

  @Override
  public void input(Node node, Operation.Input operation) {
    // its values are given
  }

  @Override
  public void sample(Node node, Operation.Sample operation) {
    means.put(node.name(), node.inputs().get(0));
  }

  @Override
  public void neighbours(Node node, Operation.Neighbours operation) {
    means.put(node.name(), node.inputs().get(0));
  }

  @Override
  public void half(Node node, Operation.Half operation) {
    if (operation.of() == Operation.Half.Of.IMAGES) {
      means.put(node.name(), node.inputs().get(0));
    }
  }

  @Override
  public void add(Node node, Operation.Add operation) {
    add(node, new AddStage());
  }

  @Override
  public void join(Node node, Operation.Join operation) {
    add(node, new JoinStage());
  }

  @Override
  public void pad(Node node, Operation.Pad operation) {
    add(node, new PadStage(operation.padding()));
  }

  @Override
  public void crop(Node node, Operation.Crop operation) {
    add(node, new CropStage(operation.padding()));
  }

  @Override
  public void convolution(Node node, Operation.Convolution operation) {
    INDArray weights = trained.getLayer(node.name()).getParam("W");
    Following following = new Following(node);
    double[] folded = following.weights(weights, weights.length() / weights.size(0));
    Window window = Window.square(operation.kernel(), operation.stride(), operation.margin());
    add(
        node,
        following,
        new ConvolutionStage(
            window, array(folded, weights.shape()), bias(following.bias(node)), following.slope()));
  }

  @Override
  public void transposedConvolution(Node node, Operation.TransposedConvolution operation) {
    INDArray weights = trained.getLayer(node.name()).getParam("W");
    Following following = new Following(node);
    double[] folded = following.weights(weights, weights.size(2) * weights.size(3));
    Window window = Window.square(operation.kernel(), operation.stride(), operation.margin());
    add(
        node,
        following,
        new TransposedStage(
            window, array(folded, weights.shape()), bias(following.bias(node)), following.slope()));
  }

  @Override
  public void dense(Node node, Operation.Dense operation) {
    Optional<Node> reshape =
        network.onlyNodeAfter(node).filter(next -> next.operation() instanceof Operation.Reshape);
    if (reshape.isPresent()) {
      denseToImage(node, reshape.get());
      return;
    }
    INDArray weights = trained.getLayer(node.name()).getParam("W");
    Following following = new Following(node);
    add(
        node,
        following,
        new DenseStage(
            array(following.weights(weights, 1), weights.shape()),
            bias(following.bias(node)),
            following.slope()));
  }

  /**
   * A dense layer whose units become an image: each is folded with the channel it is part of, and
   * the units come in the order in which the next stage likes to find that image.
   */
  private void denseToImage(Node node, Node reshape) {
    takenAlong.add(reshape.name());
    Shape image = reshape.shape();
    Following following = new Following(reshape);
    ChannelOrder order = Kernels.of(type).order(image.channels());
    INDArray weights = trained.getLayer(node.name()).getParam("W");
    int area = image.height() * image.width();
    int units = image.values();
    double[] given = following.weights(weights, area);
    double[] givenBias = following.bias(node, area);
    double[] values = new double[given.length];
    double[] bias = new double[units];
    for (int unit = 0; unit < units; unit++) {
      int channel = unit / area;
      int place = order == ChannelOrder.PLAIN ? unit : unit % area * image.channels() + channel;
      bias[place] = givenBias[unit];
      for (int row = 0; row < given.length; row += units) {
        values[row + place] = given[row + unit];
      }
    }
    add(node, new DenseStage(array(values, weights.shape()), bias(bias), following.slope()));
    steps.put(following.last.name(), new Step(new ShapeStage(order, image), List.of(node.name())));
  }

  @Override
  public void quantise(Node node, Operation.Quantise operation) {
    INDArray statistics = trained.getLayer(node.name()).getParam(CodeStatistics.KEY);
    codebook = new CodeVectors(OffHeap.read(statistics), operation);
    add(node, new QuantiseStage(codebook));
  }

  @Override
  public void normalise(Node node, Operation.Normalise operation) {
    throw notFolded(node);
  }

  @Override
  public void rectify(Node node, Operation.Rectify operation) {
    throw notFolded(node);
  }

  @Override
  public void reshape(Node node, Operation.Reshape operation) {
    add(node, new ShapeStage(ChannelOrder.PLAIN, operation.shape()));
  }

  @Override
  public void flatten(Node node, Operation.Flatten operation) {
    add(node, new FlattenStage());
  }

  private static IllegalArgumentException notFolded(Node node) {
    return new IllegalArgumentException(
        "node '"
            + node.name()
            + "' must follow, alone, a convolution, a transposed convolution or a dense layer");
  }

  private void add(Node node, InferenceStage stage) {
    steps.put(node.name(), new Step(stage, inputs(node)));
  }

  private void add(Node node, Following following, InferenceStage stage) {
    steps.put(following.last.name(), new Step(stage, inputs(node)));
  }

  private INDArray bias(double[] values) {
    return array(values, values.length);
  }

  @SuppressWarnings("try") // leaves the workspace by closing
  private INDArray array(double[] values, long... shape) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray array = OffHeap.create(type, shape);
      OffHeap.write(values, array);
      return array;
    }
  }

  @Override
  public void close() {
    steps.values().forEach(step -> step.stage().close());
  }

  /** The batch normalisation and the rectifier, if any, that one stage does along with a node. */
  private final class Following {
    private final Node last;
    private final Optional<Operation.Rectify> rectify;
    private final double[] scale;
    private final double[] shift;

    Following(Node node) {
      Node end = node;
      Optional<Node> normalise = next(end, Operation.Normalise.class);
      end = normalise.orElse(end);
      Optional<Node> rectifier = next(end, Operation.Rectify.class);
      last = rectifier.orElse(end);
      rectify = rectifier.map(next -> (Operation.Rectify) next.operation());
      if (normalise.isEmpty()) {
        scale = new double[0];
        shift = new double[0];
        return;
      }
      Layer layer = trained.getLayer(normalise.get().name());
      double[] mean = OffHeap.read(layer.getParam("mean"));
      double[] variance = OffHeap.read(layer.getParam("var"));
      scale = OffHeap.read(layer.getParam("gamma"));
      shift = OffHeap.read(layer.getParam("beta"));
      for (int i = 0; i < scale.length; i++) {
        scale[i] /= Math.sqrt(variance[i] + Operation.Normalise.EPSILON);
        shift[i] -= mean[i] * scale[i];
      }
    }

    private Optional<Node> next(Node node, Class<? extends Operation> operation) {
      Optional<Node> next =
          network.onlyNodeAfter(node).filter(after -> operation.isInstance(after.operation()));
      next.ifPresent(after -> takenAlong.add(after.name()));
      return next;
    }

    double slope() {
      return rectify.map(Operation.Rectify::slope).orElse(Kernels.LINEAR);
    }

    /** Scales weights whose channel changes every so many values, over and over. */
    double[] weights(INDArray weights, long valuesPerChannel) {
      double[] values = OffHeap.read(weights);
      if (scale.length > 0) {
        for (int i = 0; i < values.length; i++) {
          values[i] *= scale[(int) (i / valuesPerChannel % scale.length)];
        }
      }
      return values;
    }

    double[] bias(Node affine) {
      return bias(affine, 1);
    }

    /** The bias of an affine node after folding; the channel changes every so many units. */
    double[] bias(Node affine, int unitsPerChannel) {
      INDArray given = trained.getLayer(affine.name()).paramTable().get("b");
      double[] values = given == null ? new double[affine.shape().channels()] : OffHeap.read(given);
      if (scale.length > 0) {
        for (int i = 0; i < values.length; i++) {
          int channel = i / unitsPerChannel;
          values[i] = values[i] * scale[channel] + shift[channel];
        }
      }
      return values;
    }
  }
}
