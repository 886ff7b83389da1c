package io.latentlake.export;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.Padding;
import io.latentlake.architecture.Shape;
import io.latentlake.kernel.Kernels;
import io.latentlake.model.CodeVectors;
import io.latentlake.model.FoldedNode;
import io.latentlake.model.FoldedReader;
import io.latentlake.onnx.ElementType;
import io.latentlake.onnx.OnnxNode;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Reads an {@link Architecture} with trained parameters as nodes of an ONNX graph, of single
 * precision as in training: whatever can be computed from the place that is given.
 */
final class OnnxNetwork extends FoldedReader {
  private final Map<String, Tensor> values = new HashMap<>();

  private OnnxNetwork(Architecture network, ComputationGraph trained) {
    super(network, trained);
  }

  /**
   * Writes a network.
   *
   * @param from the place whose values are given
   * @param given those values
   * @param condition what the network is told beside; empty if nothing
   */
  static OnnxNetwork of(
      Architecture network,
      ComputationGraph trained,
      String from,
      Tensor given,
      Optional<Tensor> condition) {
    OnnxNetwork onnx = new OnnxNetwork(network, trained);
    condition.ifPresent(told -> onnx.values.put(onnx.at(Architecture.CONDITION), told));
    onnx.values.put(onnx.at(from), given);
    onnx.readFrom(from);
    return onnx;
  }

  /** Values at a place; a latent is always a row. */
  Tensor value(String place) {
    return values.get(at(place));
  }

  private Tensor only(FoldedNode folded) {
    return values.get(folded.inputs().get(0));
  }

  private Tensor only(Node node) {
    return values.get(inputs(node).get(0));
  }

  private static Tensor array(Tensor like, double[] numbers, long... shape) {
    return like.constant(numbers, Arrays.stream(shape).mapToInt(Math::toIntExact).toArray());
  }

  private static int[] sides(Shape shape) {
    return new int[] {shape.channels(), shape.height(), shape.width()};
  }

  private static Tensor rectified(Tensor input, double slope) {
    if (slope == Kernels.LINEAR) {
      return input;
    }
    OnnxNode node =
        slope == 0 ? input.into("Relu") : input.into("LeakyRelu").decimal("alpha", slope);
    return node.gives(input.type(), input.shape());
  }

  @Override
  protected void convolution(FoldedNode folded, Operation.Convolution operation) {
    int margin = operation.margin();
    windowed(
        folded,
        only(folded)
            .into("Conv")
            .list("kernel_shape", operation.kernel(), operation.kernel())
            .list("strides", operation.stride(), operation.stride())
            .list("pads", margin, margin, margin, margin));
  }

  @Override
  protected void transposedConvolution(
      FoldedNode folded, Operation.TransposedConvolution operation) {
    int margin = operation.margin();
    windowed(
        folded,
        only(folded)
            .into("ConvTranspose")
            .list("kernel_shape", operation.kernel(), operation.kernel())
            .list("strides", operation.stride(), operation.stride())
            .list("pads", margin, margin, margin, margin)
            .list("output_padding", operation.outputPadding(), operation.outputPadding()));
  }

  private void windowed(FoldedNode folded, OnnxNode node) {
    Tensor input = only(folded);
    Tensor result =
        node.with(array(input, folded.weights(), folded.shape()))
            .with(array(input, folded.bias(), folded.bias().length))
            .gives(input.type(), sides(folded.result()));
    values.put(folded.name(), rectified(result, folded.slope()));
  }

  @Override
  protected void dense(FoldedNode folded) {
    Tensor input = only(folded).row();
    int units = folded.bias().length;
    Tensor result =
        rectified(
            input.timesMatrix(folded.weights(), units).plus(input.constant(folded.bias(), units)),
            folded.slope());
    values.put(
        folded.name(), folded.image().map(image -> result.reshaped(sides(image))).orElse(result));
  }

  @Override
  protected void quantise(Node node, CodeVectors codes) {
    Tensor input = only(node);
    int size = codes.codebook().size();
    int places = codes.codebook().places();
    double[] vectors = codes.vectors();
    values.put(
        node.name(),
        input
            .reshaped(input.values() / size / places, size, places)
            .exchanged(1, 2)
            .as(ElementType.DOUBLE)
            .squaredDistances(vectors)
            .placeOfLowest()
            .rowsOf(vectors, size, input.type())
            .exchanged(1, 2)
            .reshaped(input.shape()));
  }

  @Override
  public void add(Node node, Operation.Add operation) {
    List<String> inputs = inputs(node);
    values.put(node.name(), values.get(inputs.get(0)).plus(values.get(inputs.get(1))));
  }

  @Override
  public void join(Node node, Operation.Join operation) {
    values.put(node.name(), Tensor.joined(inputs(node).stream().map(values::get).toList()));
  }

  @Override
  public void pad(Node node, Operation.Pad operation) {
    Tensor input = only(node);
    Padding by = operation.padding();
    values.put(
        node.name(),
        input
            .into("Pad")
            .with(0, 0, by.top(), by.left(), 0, 0, by.bottom(), by.right())
            .gives(input.type(), sides(node.shape())));
  }

  @Override
  public void crop(Node node, Operation.Crop operation) {
    Tensor input = only(node);
    Padding by = operation.padding();
    Shape to = node.shape();
    values.put(
        node.name(),
        input
            .into("Slice")
            .with(by.top(), by.left())
            .with(by.top() + to.height(), by.left() + to.width())
            .with(2, 3)
            .gives(input.type(), sides(to)));
  }

  @Override
  public void reshape(Node node, Operation.Reshape operation) {
    values.put(node.name(), only(node).reshaped(sides(operation.shape())));
  }

  @Override
  public void flatten(Node node, Operation.Flatten operation) {
    values.put(node.name(), only(node).row());
  }

  @Override
  public void averagePlaces(Node node, Operation.AveragePlaces operation) {
    Tensor input = only(node);
    values.put(
        node.name(),
        input
            .into("GlobalAveragePool")
            .gives(input.type(), node.shape().channels(), 1, 1)
            .reshaped(node.shape().channels()));
  }
}
