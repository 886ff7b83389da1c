package io.latentlake.model;

import io.latentlake.architecture.Operation;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Runs {@link Neighbours}. */
@SuppressWarnings("overrides") // the base class spells a variable number of arguments as an array
final class NeighboursVertex extends RunningVertex {
  private static final long serialVersionUID = 1L;

  NeighboursVertex(ComputationGraph graph, String name, int index, DataType type) {
    super(graph, name, index, type);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray images = inputs[0];
    long count = images.size(0);
    long[] shape = images.shape().clone();
    shape[0] *= 2;
    INDArray both =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, images.dataType(), shape, 'c');
    both.get(NDArrayIndex.interval(0, count)).assign(images);
    INDArray neighbours = both.get(NDArrayIndex.interval(count, 2 * count));
    neighbours.assign(inputs[1].reshape('c', images.shape()));
    neighbours.muli(Operation.Neighbours.STEP).addi(images);
    return both;
  }

  /** Both inputs are the graph's own, by which nobody needs a gradient. */
  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    return new Pair<>(null, new INDArray[2]);
  }
}
