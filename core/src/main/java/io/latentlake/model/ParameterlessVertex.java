package io.latentlake.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What our vertices without parameters have in common in a configuration: a certain number of
 * inputs, and a result whose values for an image have the first one's shape.
 */
abstract class ParameterlessVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;

  private final int inputs;

  ParameterlessVertex(int inputs) {
    this.inputs = inputs;
  }

  /** The vertex that runs this one. */
  abstract RunningVertex vertex(ComputationGraph graph, String name, int index, DataType type);

  @Override
  public final org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return vertex(graph, name, index, type);
  }

  @Override
  public boolean equals(Object other) {
    return other != null && getClass() == other.getClass();
  }

  @Override
  public int hashCode() {
    return getClass().hashCode();
  }

  @Override
  public final long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public final int minVertexInputs() {
    return inputs;
  }

  @Override
  public final int maxVertexInputs() {
    return inputs;
  }

  @Override
  public final InputType getOutputType(int index, InputType... types) {
    return types[0];
  }

  @Override
  public final MemoryReport getMemoryReport(InputType... types) {
    return new LayerMemoryReport.Builder(null, getClass(), types[0], types[0])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, types[0].arrayElementsPerExample())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }
}
