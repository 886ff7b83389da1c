package io.latentlake.model;

import io.latentlake.kernel.Kernels;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs an {@link Addition}. */
@SuppressWarnings("overrides") // the base class spells a variable number of arguments as an array
final class AdditionVertex extends RunningVertex {
  private static final long serialVersionUID = 1L;

  AdditionVertex(ComputationGraph graph, String name, int index, DataType type) {
    super(graph, name, index, type);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray sum = copy(inputs[0], ArrayType.ACTIVATIONS, workspaces);
    Sums.add(inputs[1], sum);
    return sum;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    // an array each: whoever meets one may add the gradient by another way to it
    return new Pair<>(
        null,
        new INDArray[] {
          copy(epsilon, ArrayType.ACTIVATION_GRAD, workspaces),
          copy(epsilon, ArrayType.ACTIVATION_GRAD, workspaces)
        });
  }

  private static INDArray copy(INDArray values, ArrayType place, LayerWorkspaceMgr workspaces) {
    INDArray copy =
        Kernels.orderOf(values)
            .create(
                plain -> workspaces.createUninitialized(place, values.dataType(), plain, 'c'),
                values.shape());
    Sums.copy(values, copy);
    return copy;
  }
}
