package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.OperationReader;
import io.latentlake.architecture.Shape;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.OffHeap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads an {@link Architecture} with trained parameters as it is after training. Each batch
 * normalisation is folded into the weights and bias before it, y = γ·(W·x − m)/√(v+ε) + β, in
 * double precision. There are no samples: the posterior mean stands for one.
 */
public abstract class FoldedReader implements OperationReader {
  private final Architecture network;
  private final ComputationGraph trained;
  private final Set<String> takenAlong = new HashSet<>();

  /** What stands for a node that only training has: the posterior mean for a sample. */
  private final Map<String, String> means = new HashMap<>();

  /**
   * Prepares to read.
   *
   * @param network the network
   * @param trained its parameters
   */
  protected FoldedReader(Architecture network, ComputationGraph trained) {
    this.network = network;
    this.trained = trained;
    for (Node node : network.nodes()) {
      Operation operation = node.operation();
      if (operation instanceof Operation.Sample
          || operation instanceof Operation.Neighbours
          || (operation instanceof Operation.Half half && half.of() == Operation.Half.Of.IMAGES)) {
        means.put(node.name(), orMean(node.inputs().get(0)));
      }
    }
  }

  /** Reads every node, but those that another takes along. */
  protected final void readAll() {
    for (Node node : network.nodes()) {
      if (!takenAlong.contains(node.name())) {
        node.operation().read(node, this);
      }
    }
  }

  /**
   * Reads every node that can be computed from a place and the condition, if there is one.
   *
   * @param place such as {@link Architecture#LATENT}
   */
  protected final void readFrom(String place) {
    Set<String> known = new HashSet<>(Set.of(at(place)));
    if (network.has(Architecture.CONDITION)) {
      known.add(at(Architecture.CONDITION));
    }
    for (Node node : network.nodes()) {
      boolean input = node.operation() instanceof Operation.Input;
      if (!input && known.containsAll(inputs(node)) && known.add(node.name())) {
        if (!takenAlong.contains(node.name())) {
          node.operation().read(node, this);
        }
      }
    }
  }

  /**
   * Reads a convolution.
   *
   * @param folded with what follows it
   * @param operation its kernel
   */
  protected abstract void convolution(FoldedNode folded, Operation.Convolution operation);

  /**
   * Reads a transposed convolution.
   *
   * @param folded with what follows it
   * @param operation its kernel
   */
  protected abstract void transposedConvolution(
      FoldedNode folded, Operation.TransposedConvolution operation);

  /**
   * Reads a dense layer.
   *
   * @param folded with what follows it
   */
  protected abstract void dense(FoldedNode folded);

  /**
   * Reads a codebook.
   *
   * @param node the node
   * @param vectors its vectors
   */
  protected abstract void quantise(Node node, CodeVectors vectors);

  /** The network. */
  final Architecture network() {
    return network;
  }

  /**
   * The node whose values a place has.
   *
   * @param place such as {@link Architecture#LATENT}
   * @return its name
   */
  protected final String at(String place) {
    return orMean(network.at(place).name());
  }

  /**
   * The nodes that a node computes from.
   *
   * @param node the node
   * @return their names
   */
  protected final List<String> inputs(Node node) {
    return node.inputs().stream().map(this::orMean).toList();
  }

  private String orMean(String node) {
    return means.getOrDefault(node, node);
  }

  @Override
  public final void input(Node node, Operation.Input operation) {
    // its values are given
  }

  @Override
  public final void sample(Node node, Operation.Sample operation) {
    // the mean stands for it
  }

  @Override
  public final void neighbours(Node node, Operation.Neighbours operation) {
    // the images stand for it
  }

  @Override
  public final void half(Node node, Operation.Half operation) {
    // the images stand for it
  }

  @Override
  public final void convolution(Node node, Operation.Convolution operation) {
    INDArray weights = weights(node);
    Following following = new Following(node);
    long valuesPerChannel = weights.length() / weights.size(0);
    convolution(folded(node, weights, valuesPerChannel, following, 1, Optional.empty()), operation);
  }

  @Override
  public final void transposedConvolution(Node node, Operation.TransposedConvolution operation) {
    INDArray weights = weights(node);
    Following following = new Following(node);
    long valuesPerChannel = weights.size(2) * weights.size(3);
    transposedConvolution(
        folded(node, weights, valuesPerChannel, following, 1, Optional.empty()), operation);
  }

  /** Units that become an image are folded each with the channel it is part of. */
  @Override
  public final void dense(Node node, Operation.Dense operation) {
    INDArray weights = weights(node);
    Optional<Node> reshape =
        network.onlyNodeAfter(node).filter(next -> next.operation() instanceof Operation.Reshape);
    reshape.ifPresent(after -> takenAlong.add(after.name()));
    int area = reshape.map(after -> after.shape().height() * after.shape().width()).orElse(1);
    Following following = new Following(reshape.orElse(node));
    dense(folded(node, weights, area, following, area, reshape.map(Node::shape)));
  }

  @Override
  public final void quantise(Node node, Operation.Quantise operation) {
    INDArray statistics = trained.getLayer(node.name()).getParam(CodeStatistics.KEY);
    quantise(node, new CodeVectors(OffHeap.read(statistics), operation));
  }

  @Override
  public final void normalise(Node node, Operation.Normalise operation) {
    throw notFolded(node);
  }

  @Override
  public final void rectify(Node node, Operation.Rectify operation) {
    throw notFolded(node);
  }

  private static IllegalArgumentException notFolded(Node node) {
    return new IllegalArgumentException(
        "node '"
            + node.name()
            + "' must follow, alone, a convolution, a transposed convolution or a dense layer");
  }

  private INDArray weights(Node node) {
    return trained.getLayer(node.name()).getParam("W");
  }

  private FoldedNode folded(
      Node node,
      INDArray weights,
      long valuesPerChannel,
      Following following,
      int unitsPerChannel,
      Optional<Shape> image) {
    return new FoldedNode(
        following.last.name(),
        node.name(),
        inputs(node),
        following.weights(weights, valuesPerChannel),
        weights.shape(),
        following.bias(node, unitsPerChannel),
        following.slope(),
        following.last.shape(),
        image);
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
