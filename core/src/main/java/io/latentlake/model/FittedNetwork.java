package io.latentlake.model;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A network whose parameters were found in closed form.
 *
 * @param options the model, with nothing left open
 * @param weights of each node that has some, by its name
 * @param meanError the reconstruction loss, a mean over the training images
 * @param note what was found, as a sentence for a reader
 */
public record FittedNetwork(
    ModelOptions options, Map<String, Weights> weights, double meanError, String note) {
  /**
   * Parameters of a node.
   *
   * @param values of its weights, in the order that its operation states
   * @param bias a value for each channel
   */
  public record Weights(double[] values, double[] bias) {}

  /** Copies the map. */
  public FittedNetwork {
    weights = Map.copyOf(weights);
  }

  /**
   * The network with these parameters.
   *
   * @param shape size of the images
   * @return a new network of float32
   */
  public ComputationGraph graph(ImageShape shape) {
    ComputationGraph graph =
        new ComputationGraph(
            TrainingGraph.configuration(options, shape, new NoOp(), 0, DataType.FLOAT));
    graph.init();
    weights.forEach(
        (node, found) -> {
          assign(graph.getLayer(node).getParam("W"), found.values());
          assign(graph.getLayer(node).getParam("b"), found.bias());
        });
    return graph;
  }

  private static void assign(INDArray parameters, double[] values) {
    if (values.length != parameters.length()) {
      throw new IllegalArgumentException(
          values.length + " values cannot become parameters of " + parameters.shapeInfoToString());
    }
    INDArray from = OffHeap.create(DataType.DOUBLE, parameters.shape());
    OffHeap.write(values, from);
    parameters.assign(from);
    OffHeap.close(from);
  }
}
