package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.Padding;
import io.latentlake.architecture.Shape;
import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads an {@link Architecture} with trained parameters as stages, from which {@link
 * InferencePath}s are made.
 */
final class InferenceGraph extends FoldedReader implements AutoCloseable {
  /** A stage, and the nodes that it computes from. */
  record Step(InferenceStage stage, List<String> inputs) {}

  private final DataType type;
  private final Map<String, Step> steps = new LinkedHashMap<>();

  private CodeVectors codebook;

  private InferenceGraph(Architecture network, ComputationGraph trained, DataType type) {
    super(network, trained);
    this.type = type;
  }

  /** Folds a model; the trained graph is not needed afterwards. */
  static InferenceGraph of(ModelPackage model, ComputationGraph trained, DataType type) {
    Architecture network = model.options().architecture(model.shape());
    InferenceGraph graph = new InferenceGraph(network, trained, type);
    graph.readAll();
    return graph;
  }

  /**
   * The way from one place to others. The condition is given, too, if the network has one.
   *
   * @param from the place whose values are given
   * @param to the places whose values are wanted
   */
  InferencePath path(String from, List<String> to) {
    return InferencePath.of(steps, given(from), to.stream().map(this::at).toList());
  }

  /** The nodes that are given where a place is: its own and the condition's, if there is one. */
  List<String> given(String place) {
    List<String> given = new ArrayList<>(List.of(at(place)));
    if (has(Architecture.CONDITION)) {
      given.add(at(Architecture.CONDITION));
    }
    return given;
  }

  /** Its stages with each rectifier one of its own; the caller closes them before this. */
  LayerGraph layers() {
    return new LayerGraph(steps, type);
  }

  /** The node whose values a place has. */
  String node(String place) {
    return at(place);
  }

  /** The node of the encoder's last stage that still has places. */
  Optional<String> spatialNode() {
    return network().spatialStage().map(Node::name);
  }

  /** That stage, and where it lies on the images. */
  Optional<SpatialStage> spatialStage() {
    return network()
        .spatialStage()
        .map(
            stage -> {
              Shape shape = stage.shape();
              Padding padding = network().padding();
              Shape padded = padding.around(network().at(Architecture.IMAGE).shape());
              return new SpatialStage(
                  shape.channels(),
                  shape.height(),
                  shape.width(),
                  padding.top(),
                  padding.left(),
                  padded.height(),
                  padded.width());
            });
  }

  /** Whether a latent alone can be decoded. */
  boolean decodesLatents() {
    return network().decodesLatents();
  }

  /** How many latents training draws for each image. */
  int draws() {
    return network().draws();
  }

  /** Whether the network has a place. */
  boolean has(String place) {
    return network().has(place);
  }

  /** The vectors that a latent is made of, if the network has a codebook. */
  Optional<CodeVectors> codebook() {
    return Optional.ofNullable(codebook);
  }

  /** Shape of a latent that is a map. */
  Optional<Shape> latentMap() {
    return has(Architecture.MAP) ? Optional.of(network().latentShape()) : Optional.empty();
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
  public void reshape(Node node, Operation.Reshape operation) {
    add(node, new ShapeStage(ChannelOrder.PLAIN, operation.shape()));
  }

  @Override
  public void flatten(Node node, Operation.Flatten operation) {
    add(node, new FlattenStage());
  }

  @Override
  public void averagePlaces(Node node, Operation.AveragePlaces operation) {
    add(node, new AveragePlacesStage());
  }

  @Override
  protected void convolution(FoldedNode folded, Operation.Convolution operation) {
    Window window = Window.square(operation.kernel(), operation.stride(), operation.margin());
    add(
        folded,
        new ConvolutionStage(
            window, array(folded.weights(), folded.shape()), bias(folded.bias()), folded.slope()));
  }

  @Override
  protected void transposedConvolution(
      FoldedNode folded, Operation.TransposedConvolution operation) {
    Window window = Window.square(operation.kernel(), operation.stride(), operation.margin());
    add(
        folded,
        new TransposedStage(
            window, array(folded.weights(), folded.shape()), bias(folded.bias()), folded.slope()));
  }

  @Override
  protected void dense(FoldedNode folded) {
    if (folded.image().isPresent()) {
      denseToImage(folded, folded.image().get());
      return;
    }
    add(
        folded,
        new DenseStage(
            array(folded.weights(), folded.shape()), bias(folded.bias()), folded.slope()));
  }

  /**
   * A dense layer whose units become an image: the units come in the order in which the next stage
   * likes to find that image.
   */
  private void denseToImage(FoldedNode folded, Shape image) {
    ChannelOrder order = Kernels.of(type).order(image.channels());
    int area = image.height() * image.width();
    int units = image.values();
    double[] given = folded.weights();
    double[] values = new double[given.length];
    double[] bias = new double[units];
    for (int unit = 0; unit < units; unit++) {
      int channel = unit / area;
      int place = order == ChannelOrder.PLAIN ? unit : unit % area * image.channels() + channel;
      bias[place] = folded.bias()[unit];
      for (int row = 0; row < given.length; row += units) {
        values[row + place] = given[row + unit];
      }
    }
    DenseStage stage = new DenseStage(array(values, folded.shape()), bias(bias), folded.slope());
    steps.put(folded.affine(), new Step(stage, folded.inputs()));
    steps.put(folded.name(), new Step(new ShapeStage(order, image), List.of(folded.affine())));
  }

  @Override
  protected void quantise(Node node, CodeVectors vectors) {
    codebook = vectors;
    add(node, new QuantiseStage(vectors));
  }

  private void add(Node node, InferenceStage stage) {
    steps.put(node.name(), new Step(stage, inputs(node)));
  }

  private void add(FoldedNode folded, InferenceStage stage) {
    steps.put(folded.name(), new Step(stage, folded.inputs()));
  }

  private INDArray bias(double[] values) {
    return array(values, values.length);
  }

  private INDArray array(double[] values, long... shape) {
    return OffHeap.owned(type, values, shape);
  }

  @Override
  public void close() {
    steps.values().forEach(step -> step.stage().close());
  }
}
