package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Runs {@link JoinedPlaces}. */
@SuppressWarnings("overrides") // the base class spells a variable number of arguments as an array
final class JoinedPlacesVertex extends RunningVertex {
  private static final long serialVersionUID = 1L;

  JoinedPlacesVertex(ComputationGraph graph, String name, int index, DataType type) {
    super(graph, name, index, type);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    long images = inputs[0].size(0);
    long values = Arrays.stream(inputs).mapToLong(INDArray::length).sum() / images;
    INDArray rows =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, inputs[0].dataType(), new long[] {images, values}, 'c');
    long from = 0;
    for (INDArray input : inputs) {
      long size = input.length() / images;
      columns(rows, from, size).assign(OffHeap.plain(input).reshape('c', images, size));
      from += size;
    }
    return rows;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    long images = inputs[0].size(0);
    INDArray[] gradients = new INDArray[inputs.length];
    long from = 0;
    for (int i = 0; i < inputs.length; i++) {
      long size = inputs[i].length() / images;
      gradients[i] =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD, inputs[i].dataType(), inputs[i].shape(), 'c');
      gradients[i].reshape('c', images, size).assign(columns(epsilon, from, size));
      from += size;
    }
    return new Pair<>(null, gradients);
  }

  private static INDArray columns(INDArray rows, long from, long size) {
    return rows.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + size));
  }
}
