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

/** Runs a {@link MinibatchHalf}. */
@SuppressWarnings("overrides") // the base class spells a variable number of arguments as an array
final class MinibatchHalfVertex extends RunningVertex {
  private static final long serialVersionUID = 1L;

  private final Operation.Half.Of of;

  MinibatchHalfVertex(
      ComputationGraph graph, String name, int index, DataType type, Operation.Half.Of of) {
    super(graph, name, index, type);
    this.of = of;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return workspaces.dup(ArrayType.ACTIVATIONS, half(inputs[0]), 'c');
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    INDArray both =
        workspaces.create(
            ArrayType.ACTIVATION_GRAD, epsilon.dataType(), inputs[0].shape().clone(), 'c');
    half(both).assign(epsilon);
    return new Pair<>(null, new INDArray[] {both});
  }

  private INDArray half(INDArray both) {
    long count = both.size(0) / 2;
    long from = of == Operation.Half.Of.IMAGES ? 0 : count;
    return both.get(NDArrayIndex.interval(from, from + count));
  }
}
